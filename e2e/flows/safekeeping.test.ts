import { expect } from "@playwright/test";
import { english, generateMnemonic, mnemonicToAccount } from "viem/accounts";
import { expectPaid, heldDeal, lookAndAct, peopleOf, provingApi } from "../src/case-steps.ts";
import { expectAccessible, expectNoOverflow, hydrated } from "../src/checks.ts";
import { proveByWallet } from "../src/deal-steps.ts";
import { test } from "../src/test.ts";

/** More than one admin approves alone. */
const PRICE = 11_000_000_000n;
const FEE = PRICE / 100n;

/** A device as it is in somebody's hand: its recovery phrase, the key that it shows, and what it signs. */
function device() {
  const phrase = generateMnemonic(english);
  const { publicExtendedKey: xpub } = mnemonicToAccount(phrase, { path: "m/44'/60'/0'" }).getHdKey();
  const account = mnemonicToAccount(phrase, { path: "m/44'/60'/0'/0/0" });
  // As a Trezor gives it.
  return { xpub, sign: async (message: string) => (await account.signMessage({ message })).slice(2) };
}

test("a device is registered on a phone, accepted by another admin, and its signature stands for the second approval", async ({
  visitAs,
  world,
}) => {
  const { people } = await peopleOf(world);
  const dealId = await heldDeal(world, { title: `Worth a device ${Date.now().toString(36)}`, price: PRICE, delivered: true });
  const { version } = await people.buyer.deals.getDeal({ dealId });
  await lookAndAct(async () => people.buyer.deals.confirmDeal({ dealId, version }));

  const admin = await visitAs("admin", { locale: "fa", scheme: "light", width: 390, height: 844 });
  const { page, words, path } = admin;
  const t = words.admin.safekeeping;
  const own = device();
  await page.goto(path("/admin/safekeeping"));
  const register = page.getByRole("button", { name: t.register.title, exact: true });
  await hydrated(register);
  await expectAccessible(page, "fa devices");
  await expectNoOverflow(page, "fa devices");
  await register.click();
  const dialog = page.getByRole("dialog", { name: t.register.title });
  await dialog.getByLabel(t.register.label).fill("ترزور گاوصندوق");
  await dialog.getByLabel(t.register.xpub).fill(own.xpub);
  await dialog.getByRole("button", { name: t.sign.ask, exact: true }).click();
  const text = dialog.getByRole("region", { name: t.sign.text });
  await dialog.getByRole("textbox", { name: t.sign.signature }).fill(await own.sign(await text.innerText()));
  await expectAccessible(page, "fa a device is registered");
  await expectNoOverflow(page, "fa a device is registered");
  await dialog.getByRole("button", { name: t.register.submit, exact: true }).click();
  await proveByWallet(admin, "Dev Admin");
  await page.locator('[data-device="asked"]').first().waitFor();

  const second = await provingApi(world, "admin2");
  const { devices } = await second.payment.safekeeping({});
  const asked = devices.find(({ status, mine }) => status === "asked" && !mine);
  await second.payment.decideDevice({ deviceId: asked?.id ?? "", version: asked?.version ?? 0, decision: "accept" });
  await page.locator('[data-device="active"]').first().waitFor();
  await expectAccessible(page, "fa a device signs");

  const { data } = await people.admin.payment.listPayouts({ limit: 1, dealId });
  const [payout] = data;
  await page.goto(path(`/admin/payouts/${payout?.id ?? ""}`));
  const approve = page.getByRole("button", { name: words.admin.payout.approve, exact: true }).first();
  await hydrated(approve);
  await approve.click();
  const approval = page.getByRole("dialog", { name: words.admin.approve.title });
  await approval.getByRole("button", { name: t.sign.ask, exact: true }).click();
  const toSign = await approval.getByRole("region", { name: t.sign.text }).innerText();
  expect(toSign).toContain(payout?.destination ?? "no payout");
  await approval.getByRole("textbox", { name: t.sign.signature }).fill(await own.sign(toSign));
  await approval.getByLabel(words.admin.approve.amountLabel).fill("10890");
  await expectAccessible(page, "fa an approval is signed");
  await expectNoOverflow(page, "fa an approval is signed");
  await approval.locator("button").last().click();
  await proveByWallet(admin, "Dev Admin");
  await expect.poll(async () => (await people.admin.payment.getPayout({ payoutId: payout?.id ?? "" })).status).not.toBe("pending_approval");
  await expectPaid(world, dealId, { released: PRICE - FEE, refunded: 0n, fees: FEE });
  expect(admin.complaints).toEqual([]);
});
