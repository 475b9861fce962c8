import { expect } from "@playwright/test";
import { chainOf } from "../hostile/trader.ts";
import { provingApi } from "../src/case-steps.ts";
import { expectAccessible, expectNoOverflow, hydrated } from "../src/checks.ts";
import { proveByWallet } from "../src/deal-steps.ts";
import { test } from "../src/test.ts";
import { agreedDeal, apiOf, tokenOf, type World } from "../src/world.ts";

const HOME = "0x90F79bf6EB2c4f870365E785982E1f101E93b906";

/** The buyer's wallet pays the escrow wallet, and forgets to name what for. */
async function strayPayment(world: World, amount: bigint): Promise<string> {
  const { id: dealId } = await agreedDeal(world, `Named by nobody ${Date.now().toString(36)}`, amount);
  const buyer = await apiOf(world, "buyer");
  const { token } = await tokenOf(world, buyer);
  await buyer.payment.openIntent({ dealId, refundAddress: world.demo.wallets.buyer.address });
  const wayOf = async () => (await buyer.payment.getIntent({ dealId })).pay?.ways.find((one) => one.way === "proxy");
  await expect.poll(wayOf).toBeDefined();
  const way = await wayOf();
  if (way?.way !== "proxy" || token === null) throw new Error("there is no escrow wallet to pay");
  return chainOf(world.demo).transfer(token, way.to, amount);
}

test("money that fits no deal comes back to its sender: found and signed for without an account, accepted and approved on the desk", async ({
  visit,
  visitAs,
  world,
}) => {
  const amount = 3_210_000n;
  const txHash = await strayPayment(world, amount);
  const sender = await visit({ locale: "fa", scheme: "light", width: 390, height: 844 });
  const { page, words, path } = sender;
  await page.goto(path("/claim"));
  const tx = page.getByLabel(words.claim.tx);
  const find = page.getByRole("button", { name: words.claim.find, exact: true });
  await hydrated(find);
  await tx.fill("0x12");
  await find.click();
  await page.getByText(/0x12ab/).waitFor();
  await tx.fill(txHash);
  await find.click();
  // It is there once the chain made it final; the page looks again by itself.
  await page.locator('[data-deposit="open"]').waitFor({ timeout: 120_000 });
  await expectAccessible(page, "fa money found");
  await expectNoOverflow(page, "fa money found");
  const bySignature = page.getByRole("button", { name: words.claim.bySignature, exact: true });
  await bySignature.click();
  await page.getByText(words.errors.issues.address).waitFor();
  await page.getByLabel(words.claim.destination).fill(HOME);
  await bySignature.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: words.claim.elsewhere }).click();
  await dialog.getByText(`Transaction: ${txHash}`).waitFor();
  await expectAccessible(page, "fa claim signed");
  await dialog.getByRole("button", { name: "Dev Buyer" }).click();
  await page.locator('[data-claim="proved"]').waitFor();
  await expectAccessible(page, "fa claim");
  await expectNoOverflow(page, "fa claim");

  const admin = await visitAs("admin", { locale: "en", scheme: "light", width: 1_280, height: 900 });
  const { claims, state } = admin.words.admin.unmatched;
  const found = (await (await apiOf(world, "admin")).payment.listUnmatched({ limit: 100 })).data.find((one) => one.txHash === txHash);
  await admin.page.goto(admin.path(`/admin/unmatched/${found?.id ?? ""}`));
  const decide = admin.page.getByRole("button", { name: claims.decide, exact: true });
  await hydrated(decide);
  await expectAccessible(admin.page, "en claims of a deposit");
  await decide.click();
  const asked = admin.page.getByRole("dialog", { name: claims.decide });
  await asked.getByLabel(claims.reason).fill("Signed by the sending key");
  await expectAccessible(admin.page, "en a claim is decided");
  await asked.getByRole("button", { name: claims.accept, exact: true }).click();
  await proveByWallet(admin, "Dev Admin");
  await admin.page.getByText(state.refunding).first().waitFor();
  // Whoever accepted a claim does not approve what it sends.
  const second = await provingApi(world, "admin2");
  const { payoutId } = await second.payment.getUnmatched({ unmatchedId: found?.id ?? "" });
  const { version, destination } = await second.payment.getPayout({ payoutId: payoutId ?? "" });
  await second.payment.approvePayout({ payoutId: payoutId ?? "", version, amount: amount.toString(), destination });

  await page.locator('[data-claim="paid"]').waitFor({ timeout: 120_000 });
  await expectNoOverflow(page, "fa claim paid");
  expect([...sender.complaints, ...admin.complaints]).toEqual([]);
});
