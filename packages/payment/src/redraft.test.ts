import { runTimer } from "@amanat/db";
import { atOnce, failureCodes, proved, succeeded, testClock, useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import * as payment from "./index.ts";
import { PAYOUT, REDRAFT } from "./state.ts";
import { approve, PAID_TO, releasable, setStage, settle, type Stage } from "./testing/stage.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const OTHER = `0x${"dd".repeat(20)}`;
const DAY_MS = 86_400_000;
type Who = Parameters<typeof payment.rejectPayout>[0];

const reject = (who: Who, payoutId: string, version = 0) =>
  proved(who, (asked) => payment.rejectPayout(asked, { payoutId, version, reason: "wrong network" }));
const again = (who: Who, payoutId: string, address = PAID_TO, version = 1) =>
  proved(who, (asked) => payment.redraftPayout(asked, { payoutId, version, address }, stage.payIn));
const payoutsOf = (scope: string) => stage.db.prisma.payout.findMany({ where: { scope }, orderBy: { createdAt: "asc" } });

async function runTimers(clock: ReturnType<typeof testClock>): Promise<void> {
  const due = await stage.db.prisma.deadline.findMany({
    where: { status: "pending", dueAt: { lte: await clock.now(stage.db.prisma) }, purpose: { in: Object.keys(payment.PAYMENT_TIMERS) } },
  });
  for (const row of due) await runTimer(stage.people.system({ clock }), payment.PAYMENT_TIMERS, row);
}

test("every end of an instruction that paid nobody has a way back, or nothing leads to it", () => {
  const ends = Object.entries(PAYOUT.states).filter(([state, steps]) => steps.every(({ to }) => to === "cancelled") && state !== "settled");
  expect(ends.map(([state]) => state).toSorted()).toEqual(Object.keys(REDRAFT).toSorted());
});

test("rejected money goes to the same address on its owner's word, once", async () => {
  const { scope, payoutId, amount } = await releasable(stage);
  await reject(stage.people.admin(), payoutId);
  await expect(payment.redraftPayout(stage.people.seller(), { payoutId, version: 1, address: PAID_TO }, stage.payIn)).rejects.toMatchObject(
    { code: "STEP_UP_REQUIRED", stepUp: { action: "payout.redraft", destination: PAID_TO, amount: amount.toString() } },
  );
  for (const who of [stage.people.buyer, stage.people.stranger, stage.people.admin])
    await expect(again(who(), payoutId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(again(stage.people.anonymous(), payoutId)).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
  await expect(again(stage.people.seller(), payoutId, PAID_TO, 0)).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
  const outcomes = await atOnce(10, () => again(stage.people.seller(), payoutId));
  expect(succeeded(outcomes)).toHaveLength(1);
  expect(failureCodes(outcomes).every((code) => ["INVALID_STATE", "VERSION_CONFLICT", "BUSY"].includes(code))).toBe(true);
  const [before, next] = await payoutsOf(scope);
  expect(before).toMatchObject({ status: "rejected", replacedById: next?.id });
  expect(next).toMatchObject({ status: "pending_approval", destination: PAID_TO, amount });
  expect(await payoutsOf(scope)).toHaveLength(2);
});

test("another address waits, and the instruction follows it on its date", async () => {
  const { scope, dealId, payoutId } = await releasable(stage);
  await reject(stage.people.admin(), payoutId);
  const keyed = () => stage.people.seller({ idempotencyKey: "another-address-1" });
  const answer = await again(keyed(), payoutId, OTHER);
  expect(answer.payoutId).toBeNull();
  expect(await payment.redraftPayout(keyed(), { payoutId, version: 1, address: OTHER }, stage.payIn)).toEqual(answer);
  expect(Math.abs(Date.parse(answer.draftedAt) - Date.now() - 3 * DAY_MS)).toBeLessThan(60_000);
  const early = testClock(new Date(Date.now() + 2 * DAY_MS));
  await runTimers(early);
  expect(await payoutsOf(scope)).toHaveLength(1);
  const clock = testClock(new Date(Date.now() + 3 * DAY_MS + 60_000));
  await runTimers(clock);
  expect((await payoutsOf(scope)).at(-1)).toMatchObject({ status: "pending_approval", destination: OTHER });
  expect(dealId).toMatch(/^deal_/);
});

test("where nobody answers, it is drafted again by itself for another admin's look, and then paid", async () => {
  const { scope, payoutId, amount } = await releasable(stage);
  await reject(stage.people.admin(), payoutId);
  expect(await payment.fundsIn(stage.system(), scope, stage.asset)).toMatchObject({ releasable: amount, inFlight: 0n, balanced: true });
  const clock = testClock(new Date(Date.now() + 7 * DAY_MS + 60_000));
  await runTimers(clock);
  await runTimers(clock);
  const next = (await payoutsOf(scope)).at(-1);
  expect(next).toMatchObject({ status: "pending_approval", rejectedBy: [stage.people.admin.id] });
  const nextId = `out_${next?.id.replaceAll("-", "")}`;
  await expect(reject(stage.people.admin(), nextId)).rejects.toMatchObject({ code: "SELF_APPROVAL" });
  await approve(stage, stage.people.admin2(), nextId);
  await settle(stage);
  expect((await payoutsOf(scope)).map(({ status }) => status)).toEqual(["rejected", "settled"]);
  expect(await payment.fundsIn(stage.system(), scope, stage.asset)).toMatchObject({
    releasable: 0n,
    inFlight: 0n,
    released: amount,
    balanced: true,
  });
});

test("a change the owner has asked for holds the clock's own draft back until its date", async () => {
  const { scope, dealId, payoutId } = await releasable(stage);
  await reject(stage.people.admin(), payoutId);
  const later = testClock(new Date(Date.now() + 6 * DAY_MS));
  await proved(stage.people.seller({ clock: later }), (asked) => payment.changeDestination(asked, { dealId, address: OTHER }, stage.payIn));
  later.advance(1.5 * DAY_MS);
  await runTimers(later);
  expect(await payoutsOf(scope)).toHaveLength(1);
  later.advance(2 * DAY_MS);
  await runTimers(later);
  await runTimers(later);
  expect((await payoutsOf(scope)).at(-1)).toMatchObject({ status: "pending_approval", destination: OTHER });
});
