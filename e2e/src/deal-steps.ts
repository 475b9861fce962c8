import { apart, type Visitor } from "./visitor.ts";
import { expectAccessible, hydrated } from "./checks.ts";
import { pattern } from "./words.ts";

/** Waits until the deal's card says a state. Live updates bring it, nobody reloads. */
export function expectState({ page }: Visitor, state: string): Promise<void> {
  return page.locator(`[data-deal-state="${state}"]`).waitFor({ timeout: 120_000 });
}

/** The seller says how the service is delivered. */
export async function startDelivery(seller: Visitor, note: string): Promise<void> {
  const { page, words } = seller;
  const press = page.getByRole("button", { name: words.deal.action.start, exact: true });
  await hydrated(press);
  await press.click();
  const dialog = page.getByRole("dialog");
  // A service was asked for: the dialog opens on it.
  await dialog.getByRole("radio", { name: words.deal.start.service, exact: true, checked: true }).waitFor({ state: "attached" });
  await dialog.getByLabel(words.deal.start.serviceNote).fill(note);
  await expectAccessible(page, `${seller.locale} start dialog`);
  await dialog.getByRole("button", { name: words.deal.start.submit, exact: true }).dblclick();
  await dialog.waitFor({ state: "hidden" });
}

/** The seller says that it arrived. */
export async function markDelivered(seller: Visitor): Promise<void> {
  const { page, words } = seller;
  const press = page.getByRole("button", { name: words.deal.action.markDelivered, exact: true });
  await hydrated(press);
  await press.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: words.deal.delivered.submit, exact: true }).dblclick();
  await dialog.waitFor({ state: "hidden" });
}

/** Answers the dialog that asks whether one is there, with one's linked wallet. */
export async function proveByWallet({ page, words, locale }: Visitor, wallet: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: words.auth.stepUp.title });
  const signer = dialog.getByRole("button", { name: wallet });
  await signer.waitFor();
  await expectAccessible(page, `${locale} step-up dialog`);
  await signer.click();
  await dialog.waitFor({ state: "hidden" });
}

/** The buyer looks at both answers, then releases the money in the second step. */
export async function confirmDelivery(buyer: Visitor): Promise<void> {
  const { page, words } = buyer;
  await page.getByRole("button", { name: words.deal.action.issue, exact: true }).click();
  await expectAccessible(page, `${buyer.locale} issue dialog`);
  await page.getByRole("dialog").getByRole("button", { name: words.deal.action.back, exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: words.deal.action.allGood, exact: true }).click();
  await expectAccessible(page, `${buyer.locale} confirm dialog`);
  await page
    .getByRole("dialog")
    .getByRole("button", { name: pattern(words.deal.confirm.submit) })
    .dblclick();
  await proveByWallet(buyer, "Dev Buyer");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}

/** The admin types the amount, as the page asks. `amount` as a person writes it. */
export async function approvePayout(admin: Visitor, amount: string): Promise<void> {
  const { page, words } = admin;
  await page.getByRole("button", { name: words.admin.payout.approve, exact: true }).click();
  const dialog = page.getByRole("dialog");
  const submit = dialog.getByRole("button", { name: pattern(words.admin.approve.submit) });
  await dialog.getByLabel(words.admin.approve.amountLabel, { exact: true }).fill("1");
  await submit.click();
  await dialog.getByText(words.admin.approve.mismatch).waitFor();
  await expectAccessible(page, `${admin.locale} approve dialog`);
  await dialog.getByLabel(words.admin.approve.amountLabel, { exact: true }).fill(amount);
  await apart(page);
  await submit.dblclick();
  await proveByWallet(admin, "Dev Admin");
}
