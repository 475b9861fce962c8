import { runTimer } from "@amanat/db";
import { atOnce, failureCodes, proved, succeeded, testClock, useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import * as payment from "./index.ts";
import { approve, funded, newDeal, PAID_TO, payable, REFUND_TO, releasable, setStage, type Stage, refundAll } from "./testing/stage.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const OTHER = `0x${"dd".repeat(20)}`;
const THIRD = `0x${"ee".repeat(20)}`;
const HOUR_MS = 3_600_000;
type Who = Parameters<typeof payment.changeDestination>[0];

const change = (who: Who, dealId: string, address = OTHER) =>
  proved(who, (asked) => payment.changeDestination(asked, { dealId, address }, stage.payIn));
const keep = (who: Who, dealId: string) => payment.keepDestination(who, { dealId });
const rowOf = (id: string) => stage.db.prisma.payout.findUniqueOrThrow({ where: { id } });

/** Every timer of the context that is due on this clock. */
async function runTimers(clock: ReturnType<typeof testClock>): Promise<void> {
  const due = await stage.db.prisma.deadline.findMany({ where: { status: "pending", dueAt: { lte: await clock.now(stage.db.prisma) } } });
  for (const row of due)
    if (Object.hasOwn(payment.PAYMENT_TIMERS, row.purpose)) await runTimer(stage.people.system({ clock }), payment.PAYMENT_TIMERS, row);
}

async function eventsOf(scope: string): Promise<string[]> {
  const rows = await stage.db.prisma.event.findMany({ where: { channel: `deal:${scope}` }, orderBy: { seq: "asc" } });
  return rows.map(({ type }) => type).filter((type) => type.startsWith("destination."));
}

test("opening again with another address changes nothing, whoever asks", async () => {
  const { dealId } = await payable(stage);
  await expect(payment.openIntent(stage.people.buyer(), { dealId, refundAddress: OTHER }, stage.payIn)).rejects.toMatchObject({
    code: "VALIDATION_ERROR",
    issues: [{ path: "refundAddress", code: "named_already" }],
  });
  expect((await payment.getIntent(stage.people.buyer(), { dealId }, stage.payIn)).refundAddress).toBe(REFUND_TO);
});

test("a change asks for a proof over the new address, waits 72 hours, and is told; until then the old one counts", async () => {
  const { dealId, scope } = await payable(stage);
  await expect(payment.changeDestination(stage.people.buyer(), { dealId, address: OTHER }, stage.payIn)).rejects.toMatchObject({
    code: "STEP_UP_REQUIRED",
    stepUp: { action: "destination.change", subject: dealId, destination: OTHER, asset: stage.asset },
  });
  const view = await change(stage.people.buyer(), dealId);
  expect(view).toMatchObject({ address: REFUND_TO, change: { address: OTHER } });
  const waits = Date.parse(view.change?.effectiveAt ?? "") - Date.now();
  expect(Math.abs(waits - 72 * HOUR_MS)).toBeLessThan(60_000);
  expect(await payment.getIntent(stage.people.buyer(), { dealId }, stage.payIn)).toMatchObject({
    refundAddress: REFUND_TO,
    refundChange: view.change,
  });
  expect(await eventsOf(scope)).toEqual(["destination.change_asked.v1"]);
  const told = await stage.db.prisma.event.findMany({
    where: { channel: `user:${stage.people.buyer.id}`, type: "destination.change_asked.v1" },
  });
  expect(JSON.stringify(told.map(({ payload }) => payload))).not.toContain("0x");
  const clock = testClock(new Date(Date.now() + 73 * HOUR_MS));
  expect(await payment.getIntent(stage.people.buyer({ clock }), { dealId }, stage.payIn)).toMatchObject({
    refundAddress: OTHER,
    refundChange: null,
  });
});

test("with one key a change is taken back once: a later one is not", async () => {
  const { dealId } = await payable(stage);
  await change(stage.people.buyer(), dealId);
  const keyed = () => stage.people.buyer({ idempotencyKey: "keep-address-1" });
  const kept = await keep(keyed(), dealId);
  await change(stage.people.buyer(), dealId, THIRD);
  expect(await keep(keyed(), dealId)).toEqual(kept);
  const waiting = { where: { address: THIRD, cancelledAt: null } };
  expect(await stage.db.prisma.destination.count(waiting)).toBe(1);
});

test("a proof over one address is worth nothing for another", async () => {
  const { dealId } = await payable(stage);
  await proved(stage.people.buyer(), async (asked) => {
    if (asked.stepUp !== null)
      await expect(payment.changeDestination(asked, { dealId, address: THIRD }, stage.payIn)).rejects.toMatchObject({
        code: "STEP_UP_REQUIRED",
      });
    return payment.changeDestination(asked, { dealId, address: OTHER }, stage.payIn);
  });
});

test("each party changes their own, nobody else's, and not before one is named", async () => {
  const { dealId } = await newDeal(stage);
  await expect(change(stage.people.buyer(), dealId)).rejects.toMatchObject({ code: "INVALID_STATE" });
  expect(await change(stage.people.seller(), dealId)).toMatchObject({ address: PAID_TO, change: { address: OTHER } });
  for (const who of [stage.people.stranger, stage.people.seller2, stage.people.admin, stage.people.guard])
    for (const act of [change, keep]) await expect(act(who(), dealId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  for (const act of [change, keep])
    await expect(act(stage.people.anonymous(), dealId)).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
});

test("two at once: the later waits alone; a replay answers the same; the owner takes it back", async () => {
  const { dealId, scope } = await payable(stage);
  const outcomes = await atOnce(10, (n) => change(stage.people.buyer(), dealId, n % 2 ? OTHER : THIRD));
  expect(failureCodes(outcomes).filter((code) => code !== "BUSY")).toEqual([]);
  expect(succeeded(outcomes).length).toBeGreaterThan(0);
  const waiting = await stage.db.prisma.destination.findMany({ where: { scope, appliedAt: null, cancelledAt: null } });
  expect(waiting).toHaveLength(1);
  const keyed = () => stage.people.buyer({ idempotencyKey: "change-address-1" });
  const fresh = `0x${"ab".repeat(20)}`;
  const first = await change(keyed(), dealId, fresh);
  expect(await payment.changeDestination(keyed(), { dealId, address: fresh }, stage.payIn)).toEqual(first);
  await expect(payment.changeDestination(keyed(), { dealId, address: OTHER }, stage.payIn)).rejects.toMatchObject({
    code: "IDEMPOTENCY_CONFLICT",
  });
  // The same again moves no date.
  expect(await payment.changeDestination(stage.people.buyer(), { dealId, address: fresh }, stage.payIn)).toEqual(first);
  const kept = await atOnce(5, () => keep(stage.people.buyer(), dealId));
  expect(succeeded(kept)).toEqual(Array.from({ length: 5 }, () => ({ dealId, chain: stage.chain.id, address: REFUND_TO, change: null })));
  const clock = testClock(new Date(Date.now() + 80 * HOUR_MS));
  await runTimers(clock);
  expect((await payment.getIntent(stage.people.buyer({ clock }), { dealId }, stage.payIn)).refundAddress).toBe(REFUND_TO);
  expect((await eventsOf(scope)).at(-1)).toBe("destination.change_cancelled.v1");
});

test("an instruction that waits is turned on the date; what was approved stays as it was approved", async () => {
  const waiting = await releasable(stage);
  const approved = await releasable(stage);
  for (const { dealId } of [waiting, approved]) await change(stage.people.seller(), dealId);
  await approve(stage, stage.people.admin(), approved.payoutId);
  expect((await rowOf(approved.id)).destination).toBe(PAID_TO);
  const clock = testClock(new Date(Date.now() + 73 * HOUR_MS));
  // The date has come and the timer has not run yet: what the admin sees is stale.
  await expect(approve(stage, stage.people.admin({ clock }), waiting.payoutId)).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
  await runTimers(clock);
  await runTimers(clock);
  expect(await rowOf(waiting.id)).toMatchObject({ destination: OTHER, version: 1, status: "pending_approval" });
  expect(await rowOf(approved.id)).toMatchObject({ destination: PAID_TO, status: "approved" });
  await expect(approve(stage, stage.people.admin({ clock }), waiting.payoutId)).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
  await approve(stage, stage.people.admin({ clock }), waiting.payoutId, { version: 1 });
});

test("what is drafted goes to the address that counts then", async () => {
  const { scope, dealId } = await funded(stage);
  await change(stage.people.buyer(), dealId);
  const clock = testClock(new Date(Date.now() + 73 * HOUR_MS));
  expect((await rowOf(await refundAll(stage, scope, stage.people.system({ clock })))).destination).toBe(OTHER);
});
