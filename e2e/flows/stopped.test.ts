import { expect } from "@playwright/test";
import { expectAccessible, expectNoOverflow } from "../src/checks.ts";
import { expectState, proveByWallet } from "../src/deal-steps.ts";
import { paidDeal } from "../src/paid-deal.ts";
import { test } from "../src/test.ts";
import { apiOf, type World } from "../src/world.ts";

const PRICE = 3_000_000n;
const REASON = "پوشه خالی بود و فایل ترجمه در آن نبود.";

/** A deal whose seller says that it is delivered, and whose money is held. */
async function deliveredDeal(world: World, title: string): Promise<string> {
  const { dealId, version } = await paidDeal(world, title, PRICE);
  const seller = await apiOf(world, "seller");
  await seller.marketplace.startDelivery({ dealId, version, handover: { kind: "service", note: "By e-mail" } });
  await seller.marketplace.markDelivered({ dealId, version: (await seller.deals.getDeal({ dealId })).version });
  return dealId;
}

test("a buyer who got nothing stops the money, both see why; an admin proposes and cannot approve it; the seller gives in", async ({
  visitAs,
  world,
}) => {
  const dealId = await deliveredDeal(world, `ترجمهٔ متوقف ${Date.now().toString(36)}`);
  const api = await apiOf(world, "buyer");
  const seller = await visitAs("seller", { locale: "en", scheme: "dark", width: 1_280, height: 900 });
  await seller.page.goto(seller.path(`/deals/${dealId}`));
  await expectState(seller, "inspecting");

  const { version } = await api.deals.getDeal({ dealId });
  await api.deals.reportNotReceived({ dealId, version, reason: REASON });
  const buyer = await visitAs("buyer", { locale: "fa", scheme: "light", width: 390, height: 844 });
  await buyer.page.goto(buyer.path(`/deals/${dealId}`));
  for (const { page, locale } of [buyer, seller]) {
    await page.locator("[data-hold]").getByText(REASON).waitFor({ timeout: 20_000 });
    await expectAccessible(page, `${locale} deal, stopped`);
    await expectNoOverflow(page, `${locale} deal, stopped`);
  }

  const admin = await visitAs("admin", { locale: "fa", scheme: "light", width: 390, height: 844 });
  const { held } = admin.words.admin;
  await admin.page.goto(admin.path("/admin/held"));
  const row = admin.page.locator(`[data-held="${dealId}"]`);
  await row.getByRole("button", { name: held.propose, exact: true }).click();
  const dialog = admin.page.getByRole("dialog");
  await dialog.getByRole("textbox").first().fill("1");
  await dialog.getByLabel(held.reason).fill("نیمی از کار رسیده است، بقیه برمی‌گردد.");
  await expectAccessible(admin.page, "fa ruling dialog");
  await dialog.getByRole("button", { name: held.submit, exact: true }).dblclick();
  await row.locator("[data-ruling=own]").waitFor();
  await expectAccessible(admin.page, "fa held deals");
  await expectNoOverflow(admin.page, "fa held deals");
  expect(await row.getByRole("button", { name: held.approve, exact: true }).count(), "an author's approval").toBe(0);

  const hold = seller.words.deal.hold;
  await seller.page.getByRole("button", { name: hold.yield.split("{")[0]?.trim() ?? "" }).click();
  await seller.page.getByRole("dialog").getByRole("button", { name: hold.yieldSubmit, exact: true }).dblclick();
  await proveByWallet(seller, "Dev Seller");
  await expect.poll(async () => (await api.deals.getDeal({ dealId })).status).toBe("cancelled");
  await row.waitFor({ state: "detached", timeout: 30_000 });
  const funds = await (await apiOf(world, "admin")).ledger.dealFunds({ dealId });
  expect(funds).toMatchObject({ balanced: true, held: "0", refundable: PRICE.toString() });
});
