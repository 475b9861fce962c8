import { expect } from "@playwright/test";
import { codeOf, patient } from "../hostile/trader.ts";
import {
  clockEnds,
  evidenceEnds,
  expectPaid,
  heldDeal,
  lookAndAct,
  openedCase,
  peopleOf,
  resolverOf,
  STATEMENT,
} from "../src/case-steps.ts";
import { expectAccessible, expectNoOverflow, hydrated } from "../src/checks.ts";
import { expectState, proveByWallet } from "../src/deal-steps.ts";
import { test } from "../src/test.ts";
import type { Look, Visitor } from "../src/visitor.ts";

const PRICE = 3_000_000n;
/** More than a small claim. */
const LARGE = 120_000_000n;
const PHONE: Look = { locale: "fa", scheme: "light", width: 390, height: 844 };
const DESK: Look = { locale: "en", scheme: "dark", width: 1_280, height: 900 };

const fresh = (title: string): string => `${title} ${Date.now().toString(36)}`;
const whole = (price: bigint) => ({ released: price - price / 100n, fees: price / 100n });

async function looksRight({ page, locale }: Visitor, what: string): Promise<void> {
  await expectAccessible(page, `${locale} ${what}`);
  await expectNoOverflow(page, `${locale} ${what}`);
}

const button = ({ page }: Visitor, name: string) => page.getByRole("button", { name, exact: true });
const standing = ({ page }: Visitor, status: string) => page.locator(`[data-case-state="${status}"]`).waitFor({ timeout: 60_000 });

/** The buyer says what is wrong; what was typed is still there after a reload and in another language. */
async function openByForm(buyer: Visitor, dealId: string): Promise<string> {
  const { page, words, path } = buyer;
  await page.goto(path(`/deals/${dealId}`));
  await page.getByRole("link", { name: words.deal.case.open, exact: true }).click();
  await page.waitForURL(/\/dispute$/);
  const { cases } = words;
  const statement = page.getByLabel(cases.open.statement, { exact: true });
  await hydrated(statement);
  await page.getByRole("radio", { name: cases.reason.incomplete, exact: true }).click();
  await page.getByRole("radio", { name: cases.ask.full_refund, exact: true }).click();
  await page.getByRole("radio", { name: cases.certainty.certain, exact: true }).click();
  for (const what of ["hold", "burden", "when", "appeal", "silence", "end"]) await page.locator(`[data-know=${what}]`).waitFor();
  await page.locator("[data-means=usual]").waitFor();
  await statement.fill(STATEMENT);
  await looksRight(buyer, "form of a case");
  await page.reload();
  await expect(statement, "after a reload").toHaveValue(STATEMENT);
  await page.goto(page.url().replace(`/${buyer.locale}/`, "/en/"));
  await expect(page.getByRole("textbox").last(), "in another language").toHaveValue(STATEMENT);
  await page.goBack();
  // The browser fills the field in before React has the page: what is pressed until then is lost.
  await hydrated(statement);
  await expect(statement).toHaveValue(STATEMENT);
  await button(buyer, cases.open.submit).click();
  await page.waitForURL(/\/cases\/case_/);
  return page.url().split("/").at(-1) ?? "";
}

test("a case is opened by the form, stated by the other side, and settled by split: both see what it does before it is done", async ({
  visitAs,
  world,
}) => {
  const dealId = await heldDeal(world, { title: fresh("ترجمهٔ نیمه‌کاره"), price: LARGE, delivered: true });
  const buyer = await visitAs("buyer", PHONE);
  const caseId = await openByForm(buyer, dealId);
  await standing(buyer, "open");
  await looksRight(buyer, "case, open");

  const seller = await visitAs("seller", DESK);
  await seller.page.goto(seller.path(`/cases/${caseId}`));
  const { cases } = seller.words;
  const statement = seller.page.getByLabel(cases.state.label, { exact: true });
  await hydrated(statement);
  await statement.fill("All twelve pages were in the folder; the last two came a day later.");
  await button(seller, cases.state.submit).dblclick();
  await statement.waitFor({ state: "detached" });
  await seller.page.locator('[data-entry=statement][data-by="seller"]').waitFor();
  await buyer.page.locator('[data-entry=statement][data-by="seller"]').waitFor({ timeout: 60_000 });

  await button(seller, cases.settlement.offer).click();
  const dialog = seller.page.getByRole("dialog");
  await dialog.getByRole("radio", { name: cases.settlement.kind.split, exact: true }).click();
  await dialog.getByRole("textbox").first().fill("500");
  await button(seller, cases.settlement.send).click();
  await expect(dialog.locator("[data-shares] [aria-invalid=true]"), "more than is held").not.toHaveCount(0);
  await dialog.getByRole("textbox").first().fill("30");
  await dialog.locator("[data-effect]").waitFor();
  await looksRight(seller, "offer dialog");
  await button(seller, cases.settlement.send).dblclick();
  await proveByWallet(seller, "Dev Seller");
  await seller.page.locator("[data-settlement=split]").waitFor();
  expect(await button(seller, cases.settlement.counter).count(), "a counter before the answer").toBe(0);
  await looksRight(seller, "case, offered");

  const fa = buyer.words.cases;
  await buyer.page.locator("[data-settlement=split] [data-effect]").waitFor();
  await button(buyer, fa.settlement.accept).click();
  await looksRight(buyer, "accept dialog");
  await buyer.page.getByRole("dialog").getByRole("button", { name: fa.settlement.accept, exact: true }).dblclick();
  await proveByWallet(buyer, "Dev Buyer");
  await Promise.all([standing(buyer, "settled"), standing(seller, "settled")]);
  await looksRight(buyer, "case, settled");
  const share = 30_000_000n;
  await expectPaid(world, dealId, { ...whole(share), refunded: LARGE - share });
});

test("the seller stays silent: the buyer gets what was asked for, and the page says why", async ({ visitAs, world }) => {
  const { people } = await peopleOf(world);
  const dealId = await heldDeal(world, { title: fresh("Leaflet, never sent"), price: PRICE });
  const caseId = await openedCase(people.buyer, dealId, "full_refund");
  const seller = await visitAs("seller", PHONE);
  await seller.page.goto(seller.path(`/cases/${caseId}`));
  await standing(seller, "open");
  await seller.page.getByText(seller.words.cases.consequence.silent_side_loses).waitFor();
  await looksRight(seller, "case, to be stated");
  await clockEnds(caseId, "dispute_state");
  await standing(seller, "resolved");
  await seller.page.locator("[data-outcome=refund]").waitFor();
  await looksRight(seller, "case, lost by silence");
  await expectPaid(world, dealId, { released: 0n, fees: 0n, refunded: PRICE });
});

test("the buyer stays silent after the delivery: the seller is paid", async ({ visitAs, world }) => {
  const { people } = await peopleOf(world);
  const dealId = await heldDeal(world, { title: fresh("Leaflet, never confirmed"), price: PRICE, delivered: true });
  const caseId = await openedCase(people.seller, dealId, "release");
  const buyer = await visitAs("buyer", DESK);
  await buyer.page.goto(buyer.path(`/cases/${caseId}`));
  await standing(buyer, "open");
  await clockEnds(caseId, "dispute_state");
  await standing(buyer, "resolved");
  await buyer.page.locator("[data-outcome=release]").waitFor();
  await expectPaid(world, dealId, { ...whole(PRICE), refunded: 0n });
});

test("a buyer confirms during a case: refused with the reason, and offered to release everything and close it", async ({
  visitAs,
  world,
}) => {
  const { people } = await peopleOf(world);
  const dealId = await heldDeal(world, { title: fresh("بروشور تحویل‌شده"), price: PRICE, delivered: true });
  const buyer = await visitAs("buyer", PHONE);
  await buyer.page.goto(buyer.path(`/deals/${dealId}`));
  await button(buyer, buyer.words.deal.action.allGood).waitFor();
  await openedCase(people.seller, dealId, "release");
  const { version } = await people.buyer.deals.getDeal({ dealId });
  const refused = await people.buyer.deals.confirmDeal({ dealId, version }).catch((error: unknown) => codeOf(error));
  expect(refused).toBe("IN_DISPUTE");
  await buyer.page.locator("[data-hold=case]").waitFor({ timeout: 60_000 });
  expect(await button(buyer, buyer.words.deal.action.allGood).count(), "confirming during a case").toBe(0);
  await looksRight(buyer, "deal, in a case");
  await button(buyer, buyer.words.deal.case.concede.buyer).click();
  const dialog = buyer.page.getByRole("dialog");
  await dialog.getByText(buyer.words.deal.case.concedeTitle.buyer, { exact: true }).waitFor();
  await looksRight(buyer, "concede dialog");
  await dialog.getByRole("button", { name: buyer.words.deal.case.concede.buyer, exact: true }).dblclick();
  await proveByWallet(buyer, "Dev Buyer");
  await buyer.page.locator("[data-hold]").waitFor({ state: "detached", timeout: 60_000 });
  await expectPaid(world, dealId, { ...whole(PRICE), refunded: 0n });
});

test("a release races a case, 64 at once: one goes through, everybody else is told which, and both pages show it", async ({
  visitAs,
  world,
}) => {
  const { people } = await peopleOf(world);
  const dealId = await heldDeal(world, { title: fresh("Two at one door"), price: PRICE, delivered: true });
  const [buyer, seller] = [await visitAs("buyer", PHONE), await visitAs("seller", DESK)];
  for (const { page, path } of [buyer, seller]) await page.goto(path(`/deals/${dealId}`));
  await button(buyer, buyer.words.deal.action.allGood).waitFor();
  const { version } = await people.buyer.deals.getDeal({ dealId });
  const opening = { dealId, version, reason: "not_confirmed", ask: "release", certainty: "certain", statement: STATEMENT } as const;
  const came = await Promise.all(
    Array.from({ length: 64 }, async (_, call) => {
      const what = call % 2 === 0 ? "release" : "case";
      const act = (): Promise<unknown> =>
        what === "release" ? people.buyer.deals.confirmDeal({ dealId, version }) : people.seller.disputes.open(opening);
      const code = await patient(act).then(
        () => "done",
        (error: unknown) => codeOf(error),
      );
      return `${what}: ${code}`;
    }),
  );
  const won = came.filter((each) => each.endsWith("done"));
  expect(won, "one goes through").toHaveLength(1);
  const truth = won[0] === "case: done" ? ["case: DISPUTE_EXISTS", "release: IN_DISPUTE"] : ["case: MONEY_LEFT", "release: INVALID_STATE"];
  expect([...new Set(came.filter((each) => !won.includes(each)))].toSorted(), "everybody else is told the truth").toEqual(truth);
  if (won[0] === "case: done") {
    for (const { page } of [buyer, seller]) await page.locator("[data-hold=case]").waitFor({ timeout: 60_000 });
    const { cases } = await people.buyer.disputes.ofDeal({ dealId });
    const { version: asSeen } = await people.buyer.disputes.get({ caseId: cases[0]?.id ?? "" });
    await people.buyer.disputes.concede({ caseId: cases[0]?.id ?? "", version: asSeen });
  }
  await expectPaid(world, dealId, { ...whole(PRICE), refunded: 0n });
  await Promise.all([expectState(seller, "completed_paid"), expectState(buyer, "completed_paid")]);
});

test("both settle on a replacement: the money stays, it is delivered again and confirmed", async ({ visitAs, world }) => {
  const { people } = await peopleOf(world);
  const dealId = await heldDeal(world, { title: fresh("Cups, one broken"), price: PRICE, delivered: true });
  const caseId = await openedCase(people.buyer, dealId, "replacement");
  const inAWeek = new Date(Date.now() + 7 * 86_400_000).toISOString();
  await lookAndAct(async () => {
    const { version } = await people.seller.disputes.get({ caseId });
    return people.seller.disputes.offerSettlement({ caseId, version, kind: "replacement", until: inAWeek });
  });
  const buyer = await visitAs("buyer", DESK);
  await buyer.page.goto(buyer.path(`/cases/${caseId}`));
  const { cases } = buyer.words;
  await buyer.page.locator("[data-settlement=replacement]").waitFor();
  const accept = button(buyer, cases.settlement.accept);
  await hydrated(accept);
  await accept.click();
  await buyer.page.getByRole("dialog").getByRole("button", { name: cases.settlement.accept, exact: true }).dblclick();
  await standing(buyer, "settled");
  const again = await people.seller.deals.getDeal({ dealId });
  expect(again, "the money stays held").toMatchObject({ onHold: false, phase: "held" });
  if (again.status === "processing")
    await people.seller.marketplace.startDelivery({ dealId, version: again.version, handover: { kind: "service", note: "New cups" } });
  await people.seller.marketplace.markDelivered({ dealId, version: (await people.seller.deals.getDeal({ dealId })).version });
  await people.buyer.deals.confirmDeal({ dealId, version: (await people.buyer.deals.getDeal({ dealId })).version });
  await expectPaid(world, dealId, { ...whole(PRICE), refunded: 0n });
});

test("a small claim: both state it, a mediator with the badge rules, and it is carried out at once", async ({ visitAs, world }) => {
  const { people } = await peopleOf(world);
  const dealId = await heldDeal(world, { title: fresh("جزوهٔ ناقص"), price: PRICE, delivered: true });
  const caseId = await openedCase(people.buyer, dealId, "full_refund");
  const { version } = await people.seller.disputes.get({ caseId });
  await people.seller.disputes.state({ caseId, version, statement: "All pages were sent on the day that was agreed." });
  const buyer = await visitAs("buyer", PHONE);
  await buyer.page.goto(buyer.path(`/cases/${caseId}`));
  await standing(buyer, "in_progress");
  await buyer.page.locator("[data-small]").waitFor();
  await buyer.page.locator("[data-has-mediator=true] [data-mediator]").waitFor();
  await looksRight(buyer, "case, with its mediator");
  await evidenceEnds(caseId);
  const resolver = await resolverOf(world);
  const { version: seen, parts } = await resolver.disputes.get({ caseId });
  const shares = parts.map(({ tranche, amount }) => ({ tranche, release: "1000000", refund: (BigInt(amount) - 1_000_000n).toString() }));
  await resolver.disputes.rule({ caseId, version: seen, outcome: "split", shares, reasons: "A third of the pages was there." });
  await standing(buyer, "resolved");
  await buyer.page.locator("[data-outcome=split] [data-mediator]").waitFor();
  expect(await button(buyer, buyer.words.cases.ruling.appeal).count(), "an appeal of a small claim").toBe(0);
  await looksRight(buyer, "case, ruled");
  await buyer.page.getByRole("link", { name: buyer.words.cases.main.room, exact: true }).click();
  await buyer.page.waitForURL(/\/messages\//);
  await buyer.page.locator('[data-system^="dispute.ruled"]').waitFor();
  await looksRight(buyer, "room of a case");
  await expectPaid(world, dealId, { ...whole(1_000_000n), refunded: PRICE - 1_000_000n });
});
