import type { Ctx } from "@amanat/db";
import { atOnce, expectRefused, failureCodes, proved, succeeded, useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import * as payment from "./index.ts";
import { approve, PAID_TO, releasable, REFUND_TO, setStage, type Stage } from "./testing/stage.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const funds = (scope: string) => payment.fundsIn(stage.system(), scope, stage.asset);
const admin = () => stage.people.admin();
const reject = (ctx: Parameters<typeof payment.rejectPayout>[0], payoutId: string, version = 0) =>
  proved(ctx, (asked) => payment.rejectPayout(asked, { payoutId, version, reason: "wrong address" }));

test("drafting a release takes the fee and lets the rest wait", async () => {
  const { scope, amount } = await releasable(stage, 10_000n);
  expect(await funds(scope)).toMatchObject({ held: 0n, releasable: amount, fees: 10_000n, inFlight: 0n, balanced: true });
});

test("fifty approvals at once: one wins, the others are told why", async () => {
  const { scope, payoutId, amount } = await releasable(stage);
  const outcomes = await atOnce(50, (n) => approve(stage, n % 2 ? admin() : stage.people.admin2(), payoutId));
  expect(succeeded(outcomes)).toEqual([{ payoutId, status: "approved", version: 1 }]);
  expect(failureCodes(outcomes).every((code) => ["INVALID_STATE", "VERSION_CONFLICT", "BUSY"].includes(code))).toBe(true);
  expect(await funds(scope)).toMatchObject({ releasable: 0n, inFlight: amount, balanced: true });
});

test("a key replays its answer once", async () => {
  const { payoutId } = await releasable(stage);
  const keyed = () => stage.people.admin({ idempotencyKey: "approve-once-1" });
  const answers = await atOnce(10, () => approve(stage, keyed(), payoutId));
  expect(succeeded(answers)).toEqual(Array.from({ length: 10 }, () => ({ payoutId, status: "approved", version: 1 })));
  await expect(approve(stage, keyed(), payoutId, { version: 1 })).rejects.toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
});

test("with one key a payout is rejected once, and the same answer is given again", async () => {
  const { payoutId } = await releasable(stage);
  const keyed = () => stage.people.admin({ idempotencyKey: "reject-once-1" });
  const answers = succeeded(await atOnce(5, () => reject(keyed(), payoutId)));
  expect(answers).toEqual(Array.from({ length: 5 }, () => ({ payoutId, status: "rejected", version: 1 })));
  await expect(reject(keyed(), payoutId, 1)).rejects.toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
  await expect(reject(admin(), payoutId, 1)).rejects.toMatchObject({ code: "INVALID_STATE" });
});

test("only an admin who has just proved presence, and gains nothing, may decide", async () => {
  const { payoutId } = await releasable(stage);
  for (const decide of [approve.bind(null, stage), (ctx: ReturnType<typeof admin>, id: string) => reject(ctx, id)])
    await expectRefused(stage.people, (ctx) => decide(ctx, payoutId), {
      FORBIDDEN: ["stranger", "buyer", "seller", "guard", "resolver"],
      AUTHENTICATION_REQUIRED: ["anonymous"],
    });
});

test("abuse 27: a proof for one payout is worth nothing for another, for another act, for another session, or twice", async () => {
  const [one, two] = [await releasable(stage), await releasable(stage)];
  const rowOf = (id: string) => stage.db.prisma.payout.findUniqueOrThrow({ where: { id } });
  const act = async (ctx: Ctx, { payoutId, id }: typeof one) => {
    const { amount, destination } = await rowOf(id);
    return payment.approvePayout(ctx, { payoutId, version: 0, amount: amount.toString(), destination }, stage.payIn);
  };
  const demanded = { code: "STEP_UP_REQUIRED", stepUp: { action: "payout.approve", subject: one.payoutId, destination: PAID_TO } };
  await expect(act(admin(), one)).rejects.toMatchObject(demanded);
  let proof: string | null = null;
  await proved(admin(), async (asked) => {
    proof = asked.stepUp;
    if (asked.stepUp === null) return act(asked, one);
    const other = stage.people.admin2({ stepUp: asked.stepUp });
    const refused = { code: "STEP_UP_REQUIRED" };
    await expect(act(asked, two)).rejects.toMatchObject(refused);
    await expect(payment.rejectPayout(asked, { payoutId: one.payoutId, version: 0, reason: "another act" })).rejects.toMatchObject(refused);
    await expect(act(other, one)).rejects.toMatchObject(refused);
    await stage.db.prisma.payout.update({ where: { id: one.id }, data: { amount: { increment: 1 } } });
    await expect(act(asked, one)).rejects.toMatchObject(refused);
    await stage.db.prisma.payout.update({ where: { id: one.id }, data: { amount: { decrement: 1 } } });
    return act(asked, one);
  });
  await expect(act(stage.people.admin({ stepUp: proof }), two)).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
  const spent = await stage.db.prisma.stepUpGrant.findMany({ where: { userId: stage.people.admin.id, consumedAt: { not: null } } });
  expect(spent).toHaveLength(1);
});

test("an admin who is a party of the deal may not decide on it", async () => {
  const { payoutId, id, scope } = await releasable(stage);
  const { db, people } = stage;
  const { parties } = await db.prisma.escrow.findUniqueOrThrow({ where: { scope } });
  const concern = {
    "who is paid": (person: string) => db.prisma.payout.update({ where: { id }, data: { partyId: person } }),
    "anybody else it concerns": (person: string) => db.prisma.escrow.update({ where: { scope }, data: { parties: [...parties, person] } }),
  };
  for (const concerns of Object.values(concern)) {
    await concerns(people.admin.id);
    await expect(approve(stage, admin(), payoutId)).rejects.toMatchObject({ code: "SELF_APPROVAL" });
    await expect(reject(admin(), payoutId)).rejects.toMatchObject({ code: "SELF_APPROVAL" });
    const view = await payment.getPayout(admin(), { payoutId });
    expect(view).toMatchObject({ approvable: false, blockedBecause: "own_deal" });
    await concerns(people.seller.id);
  }
  expect(await payment.getPayout(admin(), { payoutId })).toMatchObject({ approvable: true, blockedBecause: "none" });
});

test("what the admin saw must be what is paid", async () => {
  const { scope, payoutId, amount } = await releasable(stage);
  await expect(approve(stage, admin(), payoutId, { amount: "1" })).rejects.toMatchObject({
    code: "VALIDATION_ERROR",
    issues: [{ path: "amount", code: "differs" }],
  });
  await expect(approve(stage, admin(), payoutId, { destination: REFUND_TO })).rejects.toMatchObject({
    code: "VALIDATION_ERROR",
    issues: [{ path: "destination", code: "differs" }],
  });
  await expect(approve(stage, admin(), payoutId, { version: 7 })).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
  await expect(
    payment.approvePayout(admin(), { payoutId: `out_${"0".repeat(32)}`, version: 0, amount: "1", destination: REFUND_TO }, stage.payIn),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await funds(scope)).releasable).toBe(amount);
});

test("rejecting leaves the money where it waits, and is final", async () => {
  const { scope, payoutId, amount } = await releasable(stage);
  const outcomes = await atOnce(20, () => reject(admin(), payoutId));
  expect(succeeded(outcomes)).toEqual([{ payoutId, status: "rejected", version: 1 }]);
  await expect(approve(stage, admin(), payoutId, { version: 1 })).rejects.toMatchObject({ code: "INVALID_STATE" });
  expect(await funds(scope)).toMatchObject({ releasable: amount, inFlight: 0n });
  expect(await payment.getPayout(stage.people.guard(), { payoutId })).toMatchObject({
    status: "rejected",
    rejectedReason: "wrong address",
  });
});

test("staff page through the queue; others do not see it", async () => {
  for (let n = 0; n < 3; n += 1) await releasable(stage);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await payment.listPayouts(stage.people.guard(), {
      limit: 2,
      status: "pending_approval",
      ...(cursor === undefined ? {} : { cursor }),
    });
    seen.push(...page.data.map(({ id }) => id));
    cursor = page.meta.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThanOrEqual(3);
  const first = await payment.listPayouts(stage.people.guard(), { limit: 1 });
  await expect(
    payment.listPayouts(stage.people.guard(), { limit: 1, status: "approved", cursor: first.meta.nextCursor ?? "" }),
  ).rejects.toMatchObject({ code: "INVALID_CURSOR" });
  await expectRefused(stage.people, (ctx) => payment.listPayouts(ctx, {}), {
    FORBIDDEN: ["stranger", "buyer"],
    AUTHENTICATION_REQUIRED: ["anonymous"],
  });
});
