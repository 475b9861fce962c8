import { expect } from "@playwright/test";
import { expectPaid, heldDeal, lookAndAct, peopleOf, provingApi } from "../src/case-steps.ts";
import { expectAccessible, expectNoOverflow, hydrated } from "../src/checks.ts";
import { proveByWallet } from "../src/deal-steps.ts";
import { test } from "../src/test.ts";

const PRICE = 12_000_000n;
const FEE = PRICE / 100n;

test("earned fees are asked for on a phone, approved by another admin, and reach the operator's wallet", async ({ visitAs, world }) => {
  const dealId = await heldDeal(world, { title: `Pays a fee ${Date.now().toString(36)}`, price: PRICE, delivered: true });
  const { buyer, admin: api } = (await peopleOf(world)).people;
  await lookAndAct(async () => buyer.deals.confirmDeal({ dealId, version: (await buyer.deals.getDeal({ dealId })).version }));
  await expectPaid(world, dealId, { released: PRICE - FEE, refunded: 0n, fees: FEE });
  const { asset } = await api.deals.getDeal({ dealId });
  const seen = async () => (await api.payment.fees({})).assets.find((one) => one.asset.id === asset);
  await expect.poll(async () => (await seen())?.receiver.state, { timeout: 60_000 }).toBe("counts");
  const before = await seen();

  const admin = await visitAs("admin", { locale: "fa", scheme: "light", width: 390, height: 844 });
  const { page, words } = admin;
  const fees = words.admin.fees;
  await page.goto(admin.path("/admin/fees"));
  const ask = page.getByRole("button", { name: fees.ask, exact: true }).first();
  await hydrated(ask);
  await expectAccessible(page, "fa fees");
  await expectNoOverflow(page, "fa fees");
  await ask.click();
  const dialog = page.getByRole("dialog", { name: fees.askTitle });
  const submit = dialog.getByRole("button", { name: fees.submit, exact: true });
  await submit.click();
  await dialog.getByText(words.admin.reject.reasonHint).waitFor();
  await dialog.getByLabel(words.admin.reject.reason).fill("The first quarter");
  await expectAccessible(page, "fa fees are asked for");
  await submit.click();
  await proveByWallet(admin, "Dev Admin");
  const line = page.getByRole("link", { name: "The first quarter" }).first();
  await line.waitFor();
  await expectNoOverflow(page, "fa fees asked for");

  // Whoever asked does not approve.
  const { data } = await api.payment.listPayouts({ limit: 1, kind: "fee" });
  const payout = data[0];
  expect(payout).toMatchObject({ status: "pending_approval", approvable: false, blockedBecause: "own_deal", dealId: null });
  const { id: payoutId = "", version = 0, amount = "", destination = "" } = payout ?? {};
  const second = await provingApi(world, "admin2");
  await second.payment.approvePayout({ payoutId, version, amount, destination });
  await expect.poll(async () => (await api.payment.getPayout({ payoutId })).status, { timeout: 60_000 }).toBe("settled");
  expect(await seen()).toMatchObject({ withdrawn: (BigInt(before?.withdrawn ?? "0") + BigInt(amount)).toString() });
  await line.click();
  await page.getByRole("heading", { name: words.admin.payout.fee }).waitFor();
  await expectAccessible(page, "fa a withdrawal of fees");
  expect(admin.complaints).toEqual([]);
});
