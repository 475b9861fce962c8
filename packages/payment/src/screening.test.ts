import { publicId, uuidOf } from "@amanat/contracts";
import { type Ctx, inTransaction, newId, runTimer } from "@amanat/db";
import { atOnce, failureCodes, proved, succeeded, testClock, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import * as payment from "./index.ts";
import { ESCROW } from "./testing/small-chain.ts";
import { SmallScreener } from "./testing/small-screener.ts";
import {
  approve,
  expectBooksToMatchChain,
  intake,
  payable,
  PAID_TO,
  PRICE,
  refundAll,
  releasable,
  report,
  setStage,
  settle,
  type Stage,
} from "./testing/stage.ts";

const database = useDatabase();
const LISTED = `0x${"15".repeat(20)}`;
const HONEST = `0x${"aa".repeat(20)}`;
const BACK_TO = `0x${"ba".repeat(20)}`;
const DAY_MS = 86_400_000;
let stage: Stage;
let screener: SmallScreener;
/** Ids go up with time: what is greater is of this test. */
let began: string;
beforeEach(async () => {
  const set = await setStage(database.db);
  began = newId();
  screener = new SmallScreener();
  screener.listed.add(LISTED);
  stage = { ...set, rail: { ...set.rail, screener } };
});

const funds = (scope: string) => payment.fundsIn(stage.system(), scope, stage.asset);
const view = (dealId: string) => payment.getIntent(stage.people.guard(), { dealId }, stage.payIn);
const frozen = async () =>
  (await payment.listQuarantine(stage.people.guard(), { limit: 100 })).data.filter(({ asset }) => asset.chain === stage.chain.id);
async function only() {
  const [first, ...others] = await frozen();
  if (!first || others.length > 0) throw new Error(`${others.length + (first ? 1 : 0)} are frozen`);
  return first;
}
const open = (kind: string) => stage.db.prisma.incident.count({ where: { kind, state: "open", id: { gt: began } } });
const said = async () =>
  (await stage.db.prisma.screening.findMany({ where: { chain: stage.chain.id }, orderBy: [{ at: "asc" }, { id: "asc" }] })).map(
    ({ role, address, verdict, edition }) => ({ role, address, verdict, edition }),
  );

/** A deal whose price was paid by this address; `origin` sent the transaction. */
async function paidBy(from: string, origin = from, amount = PRICE) {
  const deal = await payable(stage);
  const place = stage.chain.pay({ to: deal.deposit, amount, from, origin });
  await report(stage, deal.intent.id, place);
  stage.chain.mine(4);
  await intake(stage);
  return { ...deal, place };
}

type Decision = Partial<Parameters<typeof payment.decideQuarantine>[1]>;
const decide = (ctx: Ctx, { id: quarantineId, version, amount }: Awaited<ReturnType<typeof only>>, change: Decision) =>
  proved(ctx, (sure) =>
    payment.decideQuarantine(sure, { quarantineId, version, amount, decision: "release", reason: "A lawyer has looked", ...change }),
  );

describe("a deposit", () => {
  test("from a clear address is credited, and what was said of its sender and of who sent the transaction is kept", async () => {
    const relay = `0x${"7e".repeat(20)}`;
    const { dealId } = await paidBy(HONEST, relay);
    expect((await view(dealId)).status).toBe("credited");
    const of = { verdict: "clear", edition: "first" };
    expect(await said()).toEqual([
      { ...of, role: "sender", address: HONEST },
      { ...of, role: "origin", address: relay },
    ]);
  });

  test("from an address that no list speaks of is credited, and is not called clear", async () => {
    screener.uncovered.add(HONEST);
    const { dealId } = await paidBy(HONEST);
    expect((await view(dealId)).status).toBe("credited");
    expect(await said()).toMatchObject([{ verdict: "not_covered" }]);
  });

  test.each([
    ["from a listed address", LISTED, LISTED],
    ["in a transaction that a listed address sent", HONEST, LISTED],
  ])(
    "%s is booked and in no price, the deal waits, its clock runs, nothing is swept, and the operators are told",
    async (_what, from, origin) => {
      const { scope, dealId, deposit } = await paidBy(from, origin);
      expect(await view(dealId)).toMatchObject({
        status: "awaiting",
        exception: "quarantined",
        received: "0",
        transfers: [{ status: "credited", unmatched: "quarantined" }],
      });
      expect(await funds(scope)).toMatchObject({ held: 0n, received: 0n, balanced: true });
      expect(await only()).toMatchObject({
        status: "frozen",
        listed: LISTED,
        sender: from,
        amount: PRICE.toString(),
        address: deposit,
        dealId,
        priced: true,
      });
      expect(await open("deposit.quarantined")).toBe(1);
      expect(await stage.db.prisma.event.count({ where: { channel: `deal:${scope}`, type: "payment.quarantined.v1" } })).toBe(1);
      await settle(stage, 8);
      expect(stage.chain.tokens.get(deposit)).toBe(PRICE);
      await expectBooksToMatchChain(stage);
      // Another, honest payment completes the price all the same.
      await report(stage, (await view(dealId)).id, stage.chain.pay({ to: deposit, amount: PRICE, from: HONEST }));
      stage.chain.mine(4);
      await intake(stage);
      expect((await view(dealId)).status).toBe("credited");
      await settle(stage, 15);
      expect(stage.chain.tokens.get(deposit)).toBe(PRICE);
      await expectBooksToMatchChain(stage);
    },
  );

  test("is neither credited nor frozen while it can not be said, and the operators are told after a while", async () => {
    screener.away = "the list is too old";
    const { dealId } = await paidBy(LISTED);
    expect(await view(dealId)).toMatchObject({ status: "confirming", received: "0" });
    expect(await frozen()).toEqual([]);
    expect(await open("transfer.unscreened")).toBe(0);
    const clock = testClock(new Date(Date.now() + 11 * 60_000));
    await payment.proveTransfers(stage.people.system({ clock }), stage.rail);
    expect(await open("transfer.unscreened")).toBe(1);
    screener.away = null;
    await payment.proveTransfers(stage.people.system({ clock }), stage.rail);
    expect(await only()).toMatchObject({ status: "frozen" });
    expect(await open("transfer.unscreened")).toBe(0);
  });

  test("whose sender is listed between the answer and the booking is asked about again", async () => {
    screener.afterwards = () => screener.list(HONEST);
    const { dealId } = await paidBy(HONEST);
    expect((await view(dealId)).received).toBe("0");
    await intake(stage);
    expect(await only()).toMatchObject({ listed: HONEST });
    expect(await said()).toMatchObject([
      { verdict: "clear", edition: "first" },
      { verdict: "hit", edition: "first+" },
    ]);
  });

  test("told again and again, and proved by several workers at once, is frozen once", async () => {
    const deal = await payable(stage);
    const place = stage.chain.pay({ to: deal.deposit, amount: PRICE, from: LISTED });
    for (let n = 0; n < 3; n += 1) await report(stage, deal.intent.id, place);
    stage.chain.mine(4);
    await atOnce(4, () => intake(stage));
    await report(stage, deal.intent.id, place);
    await intake(stage);
    expect(await only()).toMatchObject({ amount: PRICE.toString() });
    expect(await said()).toHaveLength(1);
    await expectBooksToMatchChain(stage);
  });

  test("that fits no price is frozen too, and can be sent back alone", async () => {
    await report(stage, payment.walletTarget(stage.chain.id, ESCROW), stage.chain.pay({ to: ESCROW, amount: 5n, from: LISTED }));
    stage.chain.mine(4);
    await intake(stage);
    const found = await only();
    expect(found).toMatchObject({ priced: false, dealId: null, amount: "5" });
    await expect(decide(stage.people.admin(), found, {})).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    const returned = await decide(stage.people.admin(), found, { decision: "return" });
    const id = uuidOf("unmatched", returned.unmatchedId ?? "") ?? "";
    expect(await stage.db.prisma.unmatchedDeposit.findUniqueOrThrow({ where: { id } })).toMatchObject({
      reason: "no_reference",
      status: "open",
    });
    await expectBooksToMatchChain(stage);
  });
});

describe("an admin decides about frozen money", () => {
  test("release: it pays its price, is swept, and the deal goes on", async () => {
    const { scope, dealId } = await paidBy(LISTED);
    expect(await decide(stage.people.admin(), await only(), {})).toMatchObject({
      status: "released",
      decided: { by: stage.people.admin.name, reason: "A lawyer has looked" },
    });
    expect(await view(dealId)).toMatchObject({ status: "credited", exception: "none", received: PRICE.toString() });
    expect(await funds(scope)).toMatchObject({ held: PRICE, balanced: true });
    expect(await open("deposit.quarantined")).toBe(0);
    await settle(stage, 15);
    expect(stage.chain.tokens.get(ESCROW)).toBe(PRICE);
    await expectBooksToMatchChain(stage);
  });

  test("release when the time to pay is over: it is its payer's, and goes back to them", async () => {
    const { scope, dealId } = await paidBy(LISTED);
    await inTransaction(stage.system(), (tx) => payment.expireIntent(tx, { scope }));
    await decide(stage.people.admin(), await only(), {});
    expect(await view(dealId)).toMatchObject({ status: "expired", exception: "late" });
    expect(await funds(scope)).toMatchObject({ held: 0n, refundable: PRICE, balanced: true });
  });

  test("return: an unmatched deposit, which is swept and sent back by a payout that another admin approves", async () => {
    const { dealId, deposit } = await paidBy(LISTED);
    const { unmatchedId, amount } = await decide(stage.people.admin(), await only(), { decision: "return" });
    expect(await view(dealId)).toMatchObject({ status: "awaiting", exception: "none" });
    const refund = { unmatchedId: unmatchedId ?? "", version: 0, amount, destination: BACK_TO, reason: "Its bank has asked for it" };
    const { payoutId } = await proved(stage.people.admin(), (sure) => payment.refundUnmatched(sure, refund, stage.payIn));
    await approve(stage, stage.people.admin2(), payoutId);
    await settle(stage);
    expect(stage.chain.tokens.get(BACK_TO)).toBe(PRICE);
    expect(stage.chain.tokens.get(deposit) ?? 0n).toBe(0n);
    await expectBooksToMatchChain(stage);
  });

  test("keep: until another date, on which the operators are told again, and then on each that follows", async () => {
    await paidBy(LISTED);
    const until = new Date(Date.now() + 30 * DAY_MS);
    const kept = await decide(stage.people.admin(), await only(), { decision: "keep", until: until.toISOString() });
    expect(kept).toMatchObject({ status: "frozen", decideBy: until.toISOString() });
    expect(await open("deposit.quarantined")).toBe(0);
    const subjectId = uuidOf("quarantine", kept.id) ?? "";
    const timer = () =>
      stage.db.prisma.deadline.findUniqueOrThrow({ where: { purpose_subjectId: { purpose: "quarantine_due", subjectId } } });
    expect((await timer()).dueAt).toEqual(until);
    const clock = testClock(until);
    const due = await timer();
    await inTransaction(stage.people.system({ clock }), (tx) => runTimer(tx, payment.PAYMENT_TIMERS, due));
    expect(await open("deposit.quarantined")).toBe(1);
    expect((await timer()).dueAt).toEqual(new Date(until.getTime() + 7 * DAY_MS));
    expect((await only()).version).toBe(kept.version + 1);
    for (const wrong of [new Date(0), new Date(Date.now() + 400 * DAY_MS)])
      await expect(decide(stage.people.admin(), await only(), { decision: "keep", until: wrong.toISOString() })).rejects.toMatchObject({
        code: "VALIDATION_ERROR",
      });
  });

  test("once: of several at once, each in another way, one decides", async () => {
    await paidBy(LISTED);
    const found = await only();
    const outcomes = await atOnce(4, (index) =>
      decide(index < 2 ? stage.people.admin() : stage.people.admin2(), found, { decision: index % 2 === 0 ? "release" : "return" }),
    );
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(failureCodes(outcomes).every((code) => code === "INVALID_STATE" || code === "VERSION_CONFLICT")).toBe(true);
    await settle(stage, 15);
    await expectBooksToMatchChain(stage);
  });

  test("not about their own deal, and about the amount that they saw", async () => {
    const { scope } = await paidBy(LISTED);
    await stage.db.prisma.escrow.update({ where: { scope }, data: { parties: { push: stage.people.admin.id } } });
    await expect(decide(stage.people.admin(), await only(), {})).rejects.toMatchObject({ code: "SELF_APPROVAL" });
    await expect(decide(stage.people.admin2(), await only(), { amount: "1" })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });
});

describe("a payout", () => {
  const statusOf = async (id: string) => (await stage.db.prisma.payout.findUniqueOrThrow({ where: { id } })).status;
  const advance = () => payment.advancePayouts(stage.system(), stage.rail);
  async function approved(): Promise<{ id: string; payoutId: string; scope: string }> {
    const made = await releasable(stage);
    await settle(stage, 10);
    await approve(stage, stage.people.admin(), made.payoutId);
    return made;
  }

  test("is signed once its destination was found clear, and both a release and a refund are asked about", async () => {
    const { id } = await approved();
    await settle(stage);
    expect(await statusOf(id)).toBe("settled");
    const { scope } = await paidBy(HONEST);
    const refund = await refundAll(stage, scope);
    await approve(stage, stage.people.admin(), publicId("payout", refund));
    await settle(stage);
    expect(await statusOf(refund)).toBe("settled");
    expect((await said()).map(({ role }) => role)).toEqual(expect.arrayContaining(["payee", "refund"]));
  });

  test.each(["the list is too old", "the service is down"])(
    "is not signed while %s; its approval stands, and it is paid afterwards",
    async (away) => {
      const { id } = await approved();
      screener.away = away;
      await settle(stage, 5);
      expect(await statusOf(id)).toBe("approved");
      expect(stage.chain.signatures.filter(({ data }) => data.startsWith(PAID_TO))).toEqual([]);
      expect(await open("payout.unscreened")).toBe(1);
      screener.away = null;
      await settle(stage);
      expect(await statusOf(id)).toBe("settled");
      expect(await open("payout.unscreened")).toBe(0);
      await expectBooksToMatchChain(stage);
    },
  );

  test("to an address that was listed after the approval is not signed: it is drafted again, and nobody approves it there", async () => {
    const { id, scope } = await approved();
    screener.list(PAID_TO);
    await atOnce(3, advance);
    expect(await statusOf(id)).toBe("failed");
    expect(stage.chain.signatures.filter(({ data }) => data.startsWith(PAID_TO))).toEqual([]);
    const [next] = (await payment.payoutsOf(stage.system(), [scope])).filter(({ status }) => status === "pending_approval");
    const payoutId = publicId("payout", next?.id ?? "");
    expect(await payment.getPayout(stage.people.admin(), { payoutId }, stage.payIn)).toMatchObject({
      approvable: false,
      blockedBecause: "screened",
    });
    await expect(approve(stage, stage.people.admin(), payoutId)).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    expect(await open("payout.listed")).toBe(1);
    // A day later it may be approved again, and is asked about again before it is signed.
    const clock = testClock(new Date(Date.now() + DAY_MS + 60_000));
    screener.listed.delete(PAID_TO);
    await approve(stage, stage.people.admin({ clock }), payoutId);
    await settle(stage);
    expect(stage.chain.tokens.get(PAID_TO)).toBeGreaterThan(0n);
    await expectBooksToMatchChain(stage);
  });

  test("to an address that is listed between the answer and the signature is not signed", async () => {
    const { id } = await approved();
    screener.afterwards = () => screener.list(PAID_TO);
    await advance();
    expect(await statusOf(id)).toBe("approved");
    expect(stage.chain.signatures.filter(({ data }) => data.startsWith(PAID_TO))).toEqual([]);
    await stage.db.prisma.payout.updateMany({ data: { leaseUntil: null } });
    await advance();
    expect(await statusOf(id)).toBe("failed");
  });

  test("to an address on the operator's own list is not signed, also when it was put there after the approval", async () => {
    const { id } = await approved();
    const setting = { tenantId: stage.system().actor.tenantId, key: "payment.screened" };
    await stage.db.prisma.setting.create({ data: { ...setting, value: [PAID_TO] } });
    await advance();
    expect(await statusOf(id)).toBe("failed");
    await stage.db.prisma.setting.delete({ where: { tenantId_key: setting } });
  });
});

test("guards and admins read what was said; resolvers and parties do not", async () => {
  await paidBy(LISTED);
  const { data } = await payment.listScreenings(stage.people.guard(), { limit: 100, verdict: "hit" });
  expect(data.find(({ chain }) => chain === stage.chain.id)).toMatchObject({
    address: LISTED,
    role: "sender",
    payoutId: null,
    quarantineId: (await only()).id,
  });
  for (const read of [payment.listScreenings, payment.listQuarantine])
    for (const who of [stage.people.resolver, stage.people.buyer])
      await expect(read(who(), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
});
