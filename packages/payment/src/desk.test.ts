import { changeSetting, type Ctx, inTransaction } from "@amanat/db";
import { postBatch } from "@amanat/ledger";
import { atOnce, proved, succeeded, useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import * as payment from "./index.ts";
import { SETTINGS } from "./settings.ts";
import { approve, PAID_TO, releasable, REFUND_TO, setStage, type Stage } from "./testing/stage.ts";

/** The operator's queue: several at once, four eyes, holds, and what is asked for again at the moment of an approval. */

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const admin = (...options: Parameters<typeof stage.people.admin>) => stage.people.admin(...options);
const viewOf = (payoutId: string, ctx: Ctx = admin()) => payment.getPayout(ctx, { payoutId }, stage.payIn);
const set = (name: "twoAbove" | "screened" | "typedAbove", value: Parameters<typeof changeSetting>[2]) =>
  inTransaction(stage.system(), (tx) => changeSetting(tx, SETTINGS[name], value));
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

type Row = { payoutId: string; version: number; amount: string; destination: string; balance: string };
async function rowOf(payoutId: string, change: Partial<Row> = {}): Promise<Row> {
  const { version, amount, destination, check } = await viewOf(payoutId);
  return { payoutId, version, amount, destination, balance: check?.balance ?? "", ...change };
}
function approveAll(ctx: Ctx, payouts: readonly Row[]) {
  const total = payouts.reduce((sum, { amount }) => sum + BigInt(amount), 0n).toString();
  return proved(ctx, (sure) => payment.approvePayouts(sure, { asset: stage.asset, total, payouts: [...payouts] }, stage.payIn));
}
const entriesOf = (id: string) => stage.db.prisma.auditEntry.findMany({ where: { subjectId: id }, orderBy: { at: "asc" } });

test("failure 67: an admin does not approve the payout that they have made, alone or among others", async () => {
  const { payoutId, id } = await releasable(stage);
  await stage.db.prisma.payout.update({ where: { id }, data: { createdBy: stage.people.admin.id } });
  await expect(approve(stage, admin(), payoutId)).rejects.toMatchObject({ code: "SELF_APPROVAL" });
  expect(await viewOf(payoutId)).toMatchObject({ approvable: false, blockedBecause: "own_deal" });
  expect(await approveAll(admin(), [await rowOf(payoutId)])).toEqual({
    results: [{ payoutId, moved: null, refused: { code: "SELF_APPROVAL", fields: [] } }],
  });
  expect(await approve(stage, stage.people.admin2(), payoutId)).toMatchObject({ status: "approved" });
});

test("failure 68: of several approved at once the bad ones are named, and the others go out", async () => {
  const [good, changed, own, fine] = [await releasable(stage), await releasable(stage), await releasable(stage), await releasable(stage)];
  await stage.db.prisma.payout.update({ where: { id: own.id }, data: { createdBy: stage.people.admin.id } });
  const rows = [
    await rowOf(good.payoutId),
    await rowOf(changed.payoutId, { version: 7 }),
    await rowOf(own.payoutId),
    await rowOf(fine.payoutId),
  ];
  const answer = await approveAll(admin(), rows);
  const approved = { moved: { status: "approved", version: 1 }, refused: null };
  expect(answer.results).toEqual([
    { payoutId: good.payoutId, ...approved },
    { payoutId: changed.payoutId, moved: null, refused: { code: "VERSION_CONFLICT", fields: [] } },
    { payoutId: own.payoutId, moved: null, refused: { code: "SELF_APPROVAL", fields: [] } },
    { payoutId: fine.payoutId, ...approved },
  ]);
  const statuses = await Promise.all([good, changed, own, fine].map(async ({ payoutId }) => (await viewOf(payoutId)).status));
  expect(statuses).toEqual(["approved", "pending_approval", "pending_approval", "approved"]);
  // Each has its own entry, what was refused too.
  expect((await entriesOf(good.id)).map(({ action }) => action)).toContain("payout.approve");
  expect((await entriesOf(own.id)).map(({ action }) => action)).toContain("payout.approve_refused");
});

test("failure 69: a balance that has changed since it was shown refuses the approval and is named", async () => {
  const [alone, among] = [await releasable(stage), await releasable(stage)];
  for (const { scope, amount } of [alone, among]) {
    const from = { kind: "releasable", scope, party: stage.people.seller.id, asset: stage.asset } as const;
    const to = { kind: "available", party: stage.people.seller.id, asset: stage.asset } as const;
    const [outcome] = await postBatch(stage.system(), [
      { id: crypto.randomUUID(), legs: [{ debit: from, credit: to, amount: amount / 2n, code: "keep" }] },
    ]);
    expect(outcome).toBeDefined();
  }
  const shown = async ({ payoutId, amount }: typeof alone) => rowOf(payoutId, { balance: amount.toString() });
  const row = await shown(alone);
  await expect(proved(admin(), (sure) => payment.approvePayout(sure, row, stage.payIn))).rejects.toMatchObject({
    code: "VALIDATION_ERROR",
    issues: [{ path: "balance", code: "differs" }],
  });
  expect((await approveAll(admin(), [await shown(among)])).results).toMatchObject([
    { moved: null, refused: { code: "VALIDATION_ERROR", fields: ["balance"] } },
  ]);
  // Asked for anew it is said that the money is not there.
  expect(await viewOf(alone.payoutId)).toMatchObject({ approvable: false, blockedBecause: "not_covered", check: { covered: false } });
  await expect(
    proved(admin(), async (sure) => payment.approvePayout(sure, await rowOf(alone.payoutId), stage.payIn)),
  ).rejects.toMatchObject({ code: "INSUFFICIENT_FUNDS" });
});

test("a proof over several covers exactly these and their sum", async () => {
  const [one, two] = [await releasable(stage), await releasable(stage)];
  const rows = [await rowOf(one.payoutId), await rowOf(two.payoutId)];
  const total = (one.amount + two.amount).toString();
  const send = (ctx: Ctx, payouts: Row[], sum: string) =>
    payment.approvePayouts(ctx, { asset: stage.asset, total: sum, payouts }, stage.payIn);
  await expect(send(admin(), rows, total)).rejects.toMatchObject({
    code: "STEP_UP_REQUIRED",
    stepUp: { action: "payout.approve_many", amount: total, asset: stage.asset, destination: "2" },
  });
  await expect(send(admin(), rows, "1")).rejects.toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path: "total" }] });
  await expect(send(admin(), [rows[0] as Row, rows[0] as Row], total)).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  await proved(admin(), async (sure) => {
    if (sure.stepUp === null) return send(sure, rows, total);
    // The same sum, elsewhere.
    const other = rows.map((row) => ({ ...row, destination: REFUND_TO }));
    await expect(send(sure, other, total)).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    await expect(send(sure, rows.slice(0, 1), one.amount.toString())).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    return send(sure, rows, total);
  });
  expect((await viewOf(two.payoutId)).status).toBe("approved");
});

test("two admins with overlapping sets: each payout goes out once, and each is told what was the other's", async () => {
  const made = [await releasable(stage), await releasable(stage), await releasable(stage)];
  const rows = await Promise.all(made.map(({ payoutId }) => rowOf(payoutId)));
  const answers = succeeded(await atOnce(2, (n) => approveAll(n === 0 ? admin() : stage.people.admin2(), rows)));
  const moved = answers.flatMap(({ results }) => results.filter((result) => result.moved !== null));
  expect(moved.map(({ payoutId }) => payoutId).toSorted()).toEqual(made.map(({ payoutId }) => payoutId).toSorted());
  const refused = answers.flatMap(({ results }) => results.flatMap((result) => result.refused?.code ?? []));
  expect(refused).toEqual(["INVALID_STATE", "INVALID_STATE", "INVALID_STATE"]);
});

test("a process that died between two payouts: the same key does what is owed, and after five minutes it does not", async () => {
  const [one, two, late] = [await releasable(stage), await releasable(stage), await releasable(stage)];
  const rows = await Promise.all([one, two, late].map(({ payoutId }) => rowOf(payoutId)));
  const keyed = () => admin({ idempotencyKey: "several-at-once-1" });
  await approveAll(keyed(), rows);
  // As if it had stopped behind the first.
  const undone = async (id: string, until: Date) => {
    await stage.db.prisma.batchedApproval.updateMany({ where: { payoutId: id }, data: { became: null, reached: null, until } });
  };
  const open = { status: "pending_approval", version: 0, approvedById: null };
  await stage.db.prisma.payout.update({ where: { id: late.id }, data: open });
  await undone(late.id, new Date(0));
  await undone(two.id, new Date(Date.now() + 60_000));
  const { results } = await payment.approvePayouts(
    keyed(),
    { asset: stage.asset, total: (one.amount + two.amount + late.amount).toString(), payouts: rows },
    stage.payIn,
  );
  expect(results).toMatchObject([
    { payoutId: one.payoutId, moved: { status: "approved" } },
    // Approved already: what is owed is asked for again, and changes nothing.
    { payoutId: two.payoutId, refused: { code: "INVALID_STATE" } },
    { payoutId: late.payoutId, refused: { code: "STEP_UP_REQUIRED" } },
  ]);
});

test("above the limit two admins approve, neither of them twice, and a changed destination begins anew", async () => {
  const { payoutId, id, amount } = await releasable(stage);
  await set("twoAbove", { [stage.asset]: (amount - 1n).toString() });
  expect((await viewOf(payoutId)).check).toMatchObject({ two: true });
  expect(await approve(stage, admin(), payoutId)).toEqual({ payoutId, status: "pending_approval", version: 1 });
  expect(await viewOf(payoutId)).toMatchObject({ blockedBecause: "approved_once", firstApproval: { by: expect.any(String) } });
  expect(await viewOf(payoutId, stage.people.admin2())).toMatchObject({ approvable: true });
  await expect(approve(stage, admin(), payoutId, { version: 1 })).rejects.toMatchObject({ code: "SELF_APPROVAL" });
  await stage.db.prisma.payout.update({ where: { id }, data: { firstApprovedFor: REFUND_TO } });
  expect(await viewOf(payoutId)).toMatchObject({ approvable: true, firstApproval: null });
  await stage.db.prisma.payout.update({ where: { id }, data: { firstApprovedFor: PAID_TO } });
  expect(await approve(stage, stage.people.admin2(), payoutId, { version: 1 })).toMatchObject({ status: "approved", version: 2 });
  expect((await entriesOf(id)).map(({ action }) => action)).toEqual(expect.arrayContaining(["payout.approve_first", "payout.approve"]));
});

test("two first approvals at once: one through", async () => {
  const { payoutId, amount } = await releasable(stage);
  await set("twoAbove", { [stage.asset]: (amount - 1n).toString() });
  const outcomes = await atOnce(8, (n) => approve(stage, n % 2 ? admin() : stage.people.admin2(), payoutId));
  expect(succeeded(outcomes)).toEqual([{ payoutId, status: "pending_approval", version: 1 }]);
});

test("what is on hold is approved by nobody until its date or until it is lifted, and can be rejected", async () => {
  const { payoutId, id } = await releasable(stage);
  const { guard } = stage.people;
  await payment.holdPayout(guard(), { payoutId, version: 0, reason: "The police asked", until: inDays(2) });
  expect(await viewOf(payoutId)).toMatchObject({
    blockedBecause: "on_hold",
    hold: { reason: "The police asked", until: expect.any(String) },
  });
  await expect(approve(stage, admin(), payoutId, { version: 1 })).rejects.toMatchObject({ code: "INVALID_STATE" });
  await payment.liftPayoutHold(admin(), { payoutId, version: 1, reason: "It is cleared" });
  await payment.holdPayout(admin(), { payoutId, version: 2, reason: "Asked again", until: inDays(2) });
  // A guard lifts only what a guard has placed: their own.
  await expect(payment.liftPayoutHold(guard(), { payoutId, version: 3, reason: "I would like to" })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  await stage.db.prisma.payout.update({ where: { id }, data: { heldUntil: new Date(Date.now() - 1_000) } });
  expect(await viewOf(payoutId)).toMatchObject({ approvable: true, hold: null });
  expect(await approve(stage, admin(), payoutId, { version: 3 })).toMatchObject({ status: "approved" });
});

test("a hold has a date ahead of it, of ninety days at most", async () => {
  const { payoutId } = await releasable(stage);
  const hold = (until: string) => payment.holdPayout(admin(), { payoutId, version: 0, reason: "The police asked", until });
  await expect(hold(inDays(-1))).rejects.toMatchObject({ issues: [{ path: "until", code: "past" }] });
  await expect(hold(inDays(91))).rejects.toMatchObject({ issues: [{ path: "until", code: "too_far" }] });
});

test("an address on the operator's list is paid nothing, and nobody is paid what came from one", async () => {
  const { payoutId, id, scope } = await releasable(stage);
  await set("screened", [PAID_TO.toLowerCase()]);
  expect(await viewOf(payoutId)).toMatchObject({ approvable: false, blockedBecause: "screened", check: { screening: "destination" } });
  await expect(approve(stage, admin(), payoutId)).rejects.toMatchObject({ issues: [{ path: "destination", code: "screened" }] });
  const from = await stage.db.prisma.incomingTransfer.findFirstOrThrow({ where: { intent: { parts: { some: { scope } } } } });
  await set("screened", [from.sender]);
  expect(await viewOf(payoutId)).toMatchObject({ blockedBecause: "screened", check: { screening: "sender" } });
  await set("screened", []);
  expect(await approve(stage, admin(), payoutId)).toMatchObject({ status: "approved" });
  expect((await stage.db.prisma.payout.findUniqueOrThrow({ where: { id } })).status).toBe("approved");
});

test("the amount has to be typed unless the operator says up to which it need not be", async () => {
  const { payoutId, amount } = await releasable(stage);
  expect((await viewOf(payoutId)).check).toMatchObject({ typed: true, covered: true, balance: amount.toString(), screening: "clear" });
  await set("typedAbove", { [stage.asset]: amount.toString() });
  expect((await viewOf(payoutId)).check).toMatchObject({ typed: false });
});
