import { expect, type Locator, type Page } from "@playwright/test";
import { hydrated } from "../src/checks.ts";
import { expectState } from "../src/deal-steps.ts";
import { expectPhase, expectSeen } from "../src/pay-steps.ts";
import { test } from "../src/test.ts";
import type { Visitor } from "../src/visitor.ts";
import { pattern } from "../src/words.ts";
import { agreedDeal, openRequest } from "../src/world.ts";

/** Presses Tab until the element has the focus; the keyboard must reach everything. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.first().waitFor();
  for (let presses = 0; presses < 90; presses += 1) {
    if (await target.first().evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reached ${String(target)}`);
}

test("the keyboard alone pays: focus is visible, dialogs take it and give it back", async ({ visit, world }) => {
  const buyer = await visit({ locale: "en", scheme: "light" });
  const { page, words, path } = buyer;
  const { email, password } = world.demo.people.buyer;
  const { id: dealId } = await agreedDeal(world, "Paid without a mouse", 1_234_567_890n);
  await page.addInitScript(() => Object.assign(window, { __amanatDevWallet: { mode: "wrong-chain" } }));
  await page.goto(path(`/sign-in?next=${encodeURIComponent(`/en/deals/${dealId}`)}`));
  await hydrated(page.locator("input[type=email]"));
  await tabTo(page, page.locator("input[type=email]"));
  await page.keyboard.type(email);
  await tabTo(page, page.locator("input[type=password]"));
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expectState(buyer, "payment");

  const cancel = page.getByRole("button", { name: words.deal.action.cancel, exact: true });
  await tabTo(page, cancel);
  expect(await cancel.evaluate((element) => getComputedStyle(element).outlineStyle)).not.toBe("none");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await expect.poll(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await expect.poll(() => cancel.evaluate((element) => element === document.activeElement)).toBe(true);

  await tabTo(page, page.locator(`main a[href$="/deals/${dealId}/pay"]`));
  await page.keyboard.press("Enter");
  await expectPhase(buyer, "refund");
  await tabTo(page, page.getByLabel(words.pay.refund.label));
  await page.keyboard.type("0x12");
  await page.keyboard.press("Enter");
  await page.getByText(words.errors.issues.address).waitFor();
  await page.getByLabel(words.pay.refund.label).fill("");
  await page.keyboard.type(world.demo.wallets.buyer.address);
  await page.keyboard.press("Enter");
  await expectPhase(buyer, "awaiting");
  await payByKeyboard(buyer);
  await expectSeen(buyer);
  await page.reload();
  await expect.poll(() => page.locator("[data-pay-phase]").getAttribute("data-pay-phase")).toMatch(/seen|credited/);
  await expectPhase(buyer, "credited");
});

/** The wallet stands on another chain: the page says so, and the wallet learns ours before it pays. */
async function payByKeyboard(buyer: Visitor): Promise<void> {
  const { page, words } = buyer;
  await tabTo(page, page.getByRole("button", { name: words.wallet.connect, exact: true }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("dialog").getByRole("button", { name: "Dev Buyer" }));
  await page.keyboard.press("Enter");
  await page.getByText(pattern(words.wallet.wrongChain)).waitFor();
  const pay = page.locator("[data-pay]");
  await tabTo(page, pay);
  await page.keyboard.press("Enter");
}

test("the focus follows a change of page, a seller takes the payout address from a wallet, and clamped lines keep their start", async ({
  visitAs,
  world,
}) => {
  const seller = await visitAs("seller", { locale: "fa", scheme: "light" });
  const { page, words, path } = seller;
  const focused = () => page.evaluate(() => document.activeElement?.tagName);
  const fresh = await agreedDeal(world, "Reached by the keyboard", 1_000_000n);
  await page.goto(path("/deals"));
  const deal = page.locator(`main a[href$="/deals/${fresh.id}"]`).first();
  await tabTo(page, deal);
  await page.keyboard.press("Enter");
  await expectState(seller, "payment");
  await expect.poll(focused).toMatch(/^H[12]$/);

  const { id } = await openRequest(world, "A logo for a small bakery, drawn by hand");
  await page.goto(path(`/requests/${id}`));
  const field = page.getByLabel(words.offer.form.payout);
  await hydrated(field);
  await page.getByRole("button", { name: words.pay.refund.useWallet, exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Dev Seller" }).click();
  await expect.poll(async () => (await field.inputValue()).toLowerCase()).toBe(world.demo.wallets.seller.address.toLowerCase());

  // English in a Persian page: the clamp is the text's own way round.
  await page.goto(path(""));
  const lines = page.locator("article p").filter({ hasText: "Twelve pages of technical Persian" }).first();
  await lines.waitFor();
  expect(await lines.evaluate((element) => getComputedStyle(element).direction)).toBe("ltr");
});
