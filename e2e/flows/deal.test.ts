import { expect } from "@playwright/test";
import { test } from "../src/test.ts";
import type { Visitor } from "../src/visitor.ts";
import { expectAbove, expectAccessible, expectFirstScreen, expectMarked, expectNoOverflow, expectSentOnce, mark } from "../src/checks.ts";
import { approvePayout, confirmDelivery, expectState, markDelivered, startDelivery } from "../src/deal-steps.ts";
import { acceptOffer, postRequest, sendOffer } from "../src/market-steps.ts";
import { chooseWay, connectWallet, devWalletMode, expectPhase, expectSeen, giveRefundAddress, pressPay, readQr } from "../src/pay-steps.ts";
import { apiOf, tokenOf, type World } from "../src/world.ts";

/** The seller's part of 120.5 tokens after 1 % fee. */
const PAYOUT = "119.295";

test("buyer and seller finish a deal in two browsers, live and without a reload; an admin pays it out", async ({ visitAs, world }) => {
  const buyer = await visitAs("buyer", { locale: "fa", scheme: "light", width: 390, height: 844 });
  const seller = await visitAs("seller", { locale: "en", scheme: "dark" });
  const admin = await visitAs("admin", { locale: "en", scheme: "light" });
  const title = `ترجمهٔ گزارش ${Date.now().toString(36)}`;

  const request = await postRequest(buyer, {
    title,
    description: "دوازده صفحه گزارش فنی، از فارسی به انگلیسی روان، با یک بار ویرایش.",
    min: "۱۰۰",
    max: "۱۵۰٫۵",
    channel: "ایمیل",
  });
  await expectAccessible(buyer.page, "fa own request");
  await mark(buyer.page);

  await seller.page.goto(seller.path(request));
  await mark(seller.page);
  await sendOffer(seller, {
    price: "١٢٠٫٥",
    days: "3",
    notes: "I translate technical reports every week.",
    payoutAddress: world.demo.wallets.seller.address,
  });
  await seller.page.getByRole("link", { name: seller.words.common.nav.deals }).locator("visible=true").first().click();
  await seller.page.waitForURL(/\/deals$/);

  await buyer.page.getByText("I translate technical reports every week.").first().waitFor();
  await expectAbove(
    buyer.page.getByRole("heading", { name: buyer.words.offer.list.title, exact: true }),
    buyer.page.getByRole("heading", { name: buyer.words.request.description, exact: true }),
    "offers before the description",
  );
  const dealId = await acceptOffer(buyer);
  await expectFirstScreen(buyer.page, { "what it costs": buyer.page.locator("[data-pay-sum]") });
  await expectMarked(buyer.page, "the buyer's page, until payment");
  await seller.page.getByRole("link", { name: title }).click();
  await expectState(seller, "payment");
  await expectAccessible(seller.page, "en deal, unpaid");

  await pay(buyer, world);
  await expectState(seller, "processing");
  await expectAccessible(seller.page, "en deal, held");
  await buyer.page.getByRole("link", { name: buyer.words.pay.credited.next, exact: true }).click();
  await expectState(buyer, "processing");
  await expectAccessible(buyer.page, "fa deal, held");

  await startDelivery(seller, "The translation, by e-mail, within the day.");
  await expectState(buyer, "delivery");
  await markDelivered(seller);
  await expectState(buyer, "inspecting");
  await expectAccessible(buyer.page, "fa deal, inspecting");
  await leadsWithWhatMatters(buyer);

  await admin.page.goto(admin.path("/admin/payouts"));
  await mark(admin.page);
  await confirmDelivery(buyer);
  await admin.page.getByRole("link", { name: title }).click();
  await admin.page.locator("[data-payout=pending_approval]").waitFor();
  await expectAccessible(admin.page, "en payout, waiting");
  await approvePayout(admin, PAYOUT);
  await admin.page.locator("[data-payout=settled]").waitFor({ timeout: 120_000 });
  await Promise.all([expectState(seller, "completed_paid"), expectState(buyer, "completed_paid")]);
  await expectAccessible(seller.page, "en deal, paid");
  await expectAccessible(admin.page, "en payout, settled");

  await admin.page.getByRole("link", { name: admin.words.admin.payout.ledger, exact: true }).click();
  await admin.page.locator("[data-balanced=true]").waitFor();
  await expectAccessible(admin.page, "en ledger");
  await admin.page.setViewportSize({ width: 390, height: 844 });
  await expectNoOverflow(admin.page, "en ledger on a phone");
  for (const [name, visitor] of Object.entries({ buyer, seller, admin })) {
    await expectMarked(visitor.page, name);
    expect(visitor.strangers, `${name}: requests that left the origin`).toEqual([]);
    expect(visitor.complaints, `${name}: what the browser complained about`).toEqual([]);
  }
  // Every step was double-clicked.
  expectSentOnce(buyer.sent, ["marketplace.createRequest", "marketplace.acceptOffer", "payment.openIntent", "deals.confirmDeal"], "buyer");
  expectSentOnce(seller.sent, ["marketplace.submitOffer", "marketplace.startDelivery", "marketplace.markDelivered"], "seller");
  expectSentOnce(admin.sent, ["payment.approvePayout"], "admin");
  await booksAgree(world, dealId);
});

/** What was delivered and the two answers on the first screen; what was agreed before the record; one line about the payment. */
async function leadsWithWhatMatters({ page, words }: Visitor): Promise<void> {
  const answer = (name: string) => page.getByRole("button", { name, exact: true });
  await expectFirstScreen(page, {
    "the delivered thing": page.locator("[data-handover]"),
    "everything is OK": answer(words.deal.action.allGood),
    "I have an issue": answer(words.deal.action.issue),
  });
  await expectAbove(page.locator("#promise-title"), page.locator("#timeline-title"), "what was agreed before the record");
  const record = page.getByRole("list", { name: words.deal.timeline.title, exact: true });
  expect(await record.locator(":scope > li").count(), "lines of the record").toBe(6);
  expect(await record.locator("details").count(), "lines that open").toBe(1);
}

/** Refund address, QR, a change of mind in the wallet, then the payment itself. */
async function pay(buyer: Visitor, world: World): Promise<void> {
  await giveRefundAddress(buyer);
  await expectAccessible(buyer.page, "fa pay, address");
  const address = buyer.page.locator("[data-address]");
  await expectFirstScreen(buyer.page, { amount: buyer.page.locator("[data-pay-amount]"), address });
  await expectAbove(address, buyer.page.locator("[data-qr]"), "the address before the code");
  await qrSaysWhatTheScreenSays(buyer, world);
  await chooseWay(buyer, "wallet");
  await connectWallet(buyer);
  await expectAccessible(buyer.page, "fa pay, wallet");
  await devWalletMode(buyer, "reject");
  await pressPay(buyer);
  await buyer.page.locator("[data-wallet-problem=rejected]").waitFor();
  await expectAccessible(buyer.page, "fa pay, cancelled in the wallet");
  await devWalletMode(buyer, "approve");
  await pressPay(buyer);
  await expectSeen(buyer);
  await expectPhase(buyer, "credited");
  await expectAccessible(buyer.page, "fa pay, credited");
}

async function qrSaysWhatTheScreenSays(buyer: Visitor, world: World): Promise<void> {
  const asset = await tokenOf(world, await apiOf(world, "buyer"));
  const deposit = await buyer.page.locator("[data-address]").first().getAttribute("data-address");
  const [home] = world.demo.chains;
  const amount = "120.5";
  expect(await buyer.page.locator("[data-pay-amount]").getAttribute("data-pay-amount")).toBe(amount);
  const units = BigInt(1205) * 10n ** BigInt(asset.decimals - 1);
  const [path = "", query = ""] = (await readQr(buyer)).split("?");
  expect(path.toLowerCase()).toBe(`ethereum:${home.token.toLowerCase()}@${home.id}/transfer`);
  const parameters = new URLSearchParams(query);
  expect(parameters.get("address")?.toLowerCase()).toBe(deposit?.toLowerCase());
  expect(parameters.get("uint256")).toBe(units.toString());
  await buyer.page.getByRole("button", { name: buyer.words.pay.address.copyAddress, exact: true }).click();
  expect((await buyer.page.evaluate(() => navigator.clipboard.readText())).toLowerCase()).toBe(deposit?.toLowerCase());
  await buyer.page.getByRole("button", { name: buyer.words.pay.address.copyAmount, exact: true }).click();
  expect(await buyer.page.evaluate(() => navigator.clipboard.readText())).toBe(amount);
}

/** What the pages showed is what the ledger says: everything that came in is out again. */
async function booksAgree(world: World, dealId: string): Promise<void> {
  const funds = await (await apiOf(world, "admin")).ledger.dealFunds({ dealId });
  expect(funds.balanced).toBe(true);
  expect({ held: funds.held, releasable: funds.releasable, inFlight: funds.inFlight }).toEqual({
    held: "0",
    releasable: "0",
    inFlight: "0",
  });
  expect(BigInt(funds.released) + BigInt(funds.fees)).toBe(BigInt(funds.funded));
}
