/** Money on hold: what it takes back, what cannot move under it, and how it ends. */
import { publicId } from "@amanat/contracts";
import { verifyLedger } from "@amanat/ledger";
import { atOnce, failureCodes, succeeded, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import * as payment from "./index.ts";
import { agree, inside, pay } from "./testing/agreement.ts";
import { approve, expectBooksToMatchChain, setStage, settle, type Stage } from "./testing/stage.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const BY = "disputes";
const funds = (scope: string) => payment.fundsIn(stage.system(), scope, stage.asset);
const move = (scope: string, cause: string, ...divisions: payment.Division[]) =>
  inside(stage, (tx) => payment.moveMoney(tx, { scope, cause, divisions }));
const hold = (scope: string, change: Partial<payment.NewHold> = {}) =>
  inside(stage, (tx) => payment.holdMoney(tx, { scope, tranche: 1, reason: "a case", by: BY, ...change }));
const restore = (holdId: string, by = BY) => inside(stage, (tx) => payment.liftHold(tx, { holdId, by, restore: true }));
type Shares = Extract<payment.Lift, { restore: false }>["shares"];
const end = (holdId: string, cause: string, shares: Shares) =>
  inside(stage, (tx) => payment.liftHold(tx, { holdId, by: BY, restore: false, cause, shares }));
const toSeller = (amount: bigint) => [{ partyId: stage.people.seller.id, amount }];
const payoutsOf = (scope: string) => stage.db.prisma.payout.findMany({ where: { scope }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
const statuses = async (scope: string) => (await payoutsOf(scope)).map(({ kind, status }) => `${kind} ${status}`);

async function paid(tranches: readonly bigint[]): Promise<string> {
  const scope = await agree(stage);
  await pay(stage, { parts: tranches.map((amount, n) => ({ scope, tranche: n + 1, amount })) });
  return scope;
}

describe("what a hold takes", () => {
  test("all that is held of its tranche, and nothing of another's; lifting puts it back, once", async () => {
    const scope = await paid([100n, 50n]);
    const { holdId, amount } = await hold(scope);
    expect(amount).toBe(100n);
    expect(await funds(scope)).toMatchObject({ held: 50n, disputed: 100n, balanced: true });
    expect(await payment.holdsOn(stage.system(), [scope])).toMatchObject([
      { id: holdId, tranche: 1, whole: true, amount: 100n, placedBy: BY },
    ]);
    await expect(restore(holdId, "somebody else")).rejects.toMatchObject({ code: "FORBIDDEN" });
    const outcomes = await atOnce(8, () => restore(holdId));
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(failureCodes(outcomes).every((code) => code === "INVALID_STATE")).toBe(true);
    expect(await funds(scope)).toMatchObject({ held: 150n, disputed: 0n, balanced: true });
    expect(await payment.holdsOn(stage.system(), [scope])).toEqual([]);
  });

  test("instructions that wait, are approved or rejected, with their fee; lifting drafts each anew to the same owner", async () => {
    const scope = await paid([1_000n]);
    const [waiting] = await move(scope, "first", { tranche: 1, release: toSeller(300n), feeBps: 1_000 });
    const [approved] = await move(scope, "second", { tranche: 1, release: toSeller(300n), feeBps: 1_000 });
    await move(scope, "back", { tranche: 1, refund: 100n });
    await approve(stage, stage.people.admin(), publicId("payout", approved?.payouts[0]?.id ?? ""));
    expect(await funds(scope)).toMatchObject({ held: 300n, releasable: 270n, inFlight: 270n, refundable: 100n, fees: 60n, balanced: true });
    const { holdId, amount } = await hold(scope);
    expect(amount).toBe(1_000n);
    expect(await funds(scope)).toMatchObject({
      held: 0n,
      disputed: 1_000n,
      releasable: 0n,
      refundable: 0n,
      inFlight: 0n,
      fees: 0n,
      balanced: true,
    });
    expect(await statuses(scope)).toEqual(["release cancelled", "release cancelled", "refund cancelled"]);
    await expect(approve(stage, stage.people.admin(), publicId("payout", waiting?.payouts[0]?.id ?? ""))).rejects.toMatchObject({
      code: "INVALID_STATE",
    });
    const { payouts } = await restore(holdId);
    expect(payouts.map(({ amount: each }) => each).toSorted((a, b) => Number(a - b))).toEqual([100n, 270n, 270n]);
    expect(await funds(scope)).toMatchObject({ held: 300n, releasable: 540n, refundable: 100n, fees: 60n, disputed: 0n, balanced: true });
    // As if nothing had been: the rest is released with the fee that is still due on all of it.
    await move(scope, "end", { tranche: 1, release: toSeller(300n), feeBps: 1_000 });
    expect(await funds(scope)).toMatchObject({ held: 0n, releasable: 810n, fees: 90n, balanced: true });
  });

  test("two refunds of one payer are both taken back and both given back: what is left of theirs is what it was", async () => {
    const scope = await paid([1_000n]);
    for (const [cause, refund] of [
      ["one", 100n],
      ["two", 200n],
    ] as const)
      await move(scope, cause, { tranche: 1, refund });
    const refunded = async () => (await stage.db.prisma.contribution.findFirstOrThrow({ where: { scope } })).refunded;
    expect(await refunded()).toBe(300n);
    const { holdId } = await hold(scope);
    expect(await refunded()).toBe(0n);
    await restore(holdId);
    expect(await refunded()).toBe(300n);
    await expect(move(scope, "more", { tranche: 1, refund: 701n })).rejects.toMatchObject({ code: "INSUFFICIENT_FUNDS" });
    expect(await funds(scope)).toMatchObject({ held: 700n, refundable: 300n, disputed: 0n, balanced: true });
  });

  test("what is signed is gone for it; when that payout comes to nothing, its money lands in the hold", async () => {
    const scope = await paid([1_000n]);
    const [moved] = await move(scope, "half", { tranche: 1, release: toSeller(500n), feeBps: 0 });
    const id = moved?.payouts[0]?.id ?? "";
    await approve(stage, stage.people.admin(), publicId("payout", id));
    for (let round = 0; round < 20 && (await payoutsOf(scope))[0]?.status === "approved"; round += 1) {
      await payment.advanceSweeps(stage.system(), stage.rail);
      await payment.advancePayouts(stage.system(), stage.rail);
      await stage.db.prisma.payout.updateMany({ data: { leaseUntil: null } });
      await stage.db.prisma.sweep.updateMany({ data: { leaseUntil: null } });
      stage.chain.mine();
    }
    expect(["signing", "broadcast", "confirming"]).toContain((await payoutsOf(scope))[0]?.status);
    expect((await hold(scope)).amount).toBe(500n);
    expect(await funds(scope)).toMatchObject({ disputed: 500n, inFlight: 500n, balanced: true });
    await settle(stage);
    expect(await funds(scope)).toMatchObject({ disputed: 500n, inFlight: 0n, released: 500n, balanced: true });
    await expectBooksToMatchChain(stage);
  });

  test("money that comes while all of a tranche is on hold is on hold; a part of it leaves the rest free", async () => {
    const scope = await paid([100n]);
    const { holdId } = await hold(scope);
    await pay(stage, { parts: [{ scope, tranche: 1, amount: 40n }], payer: "stranger" });
    expect(await funds(scope)).toMatchObject({ held: 0n, disputed: 140n, balanced: true });
    await restore(holdId);
    const part = await hold(scope, { amount: 30n });
    expect(await funds(scope)).toMatchObject({ held: 110n, disputed: 30n });
    await move(scope, "the rest", { tranche: 1, release: toSeller(110n), feeBps: 0 });
    await expect(hold(scope, { amount: 1n })).rejects.toMatchObject({ code: "INSUFFICIENT_FUNDS" });
    await restore(part.holdId);
    expect(await funds(scope)).toMatchObject({ held: 30n, releasable: 110n, disputed: 0n, balanced: true });
  });
});

describe("what cannot move under a hold", () => {
  test.each(["release", "refund", "rest"] as const)("%s is refused, and nothing is changed", async (way) => {
    const scope = await paid([100n]);
    await hold(scope);
    const before = await funds(scope);
    const division = { release: { release: toSeller(1n) }, refund: { refund: 1n }, rest: { refund: "rest" } }[
      way
    ] as Partial<payment.Division>;
    await expect(move(scope, "no", { tranche: 1, ...division })).rejects.toMatchObject({ code: "INVALID_STATE" });
    expect(await funds(scope)).toEqual(before);
    expect(await payoutsOf(scope)).toEqual([]);
  });

  test("a release against a hold, at once: the money is with one of them, whole", async () => {
    for (let run = 0; run < 5; run += 1) {
      const scope = await paid([100n]);
      await atOnce<unknown>(2, (n) =>
        n === 0 ? hold(scope) : move(scope, "release", { tranche: 1, release: toSeller(100n), feeBps: 100 }),
      );
      expect(await funds(scope)).toMatchObject({ disputed: 100n, held: 0n, releasable: 0n, fees: 0n, balanced: true });
    }
  });
});

describe("how a hold ends", () => {
  test("by shares that come to it exactly: fee by what is released, refund to who paid", async () => {
    const scope = await paid([1_000n]);
    await move(scope, "first", { tranche: 1, release: toSeller(400n), feeBps: 250 });
    const { holdId } = await hold(scope);
    await expect(end(holdId, "ruling", { release: toSeller(400n), refund: 599n })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    const outcomes = await atOnce(8, () => end(holdId, "ruling", { release: toSeller(333n), feeBps: 250, refund: 667n }));
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(await funds(scope)).toMatchObject({ disputed: 0n, held: 0n, refundable: 667n, releasable: 333n - 8n, fees: 8n, balanced: true });
    for (const { id, status } of await payoutsOf(scope))
      if (status === "pending_approval") await approve(stage, stage.people.admin(), publicId("payout", id));
    await settle(stage);
    expect(await funds(scope)).toMatchObject({ released: 325n, refunded: 667n, fees: 8n, inFlight: 0n, balanced: true });
    await expectBooksToMatchChain(stage);
    await database.as("app", async (client) => expect((await verifyLedger(client)).findings).toEqual([]));
  });

  test("two holds: the first that is lifted leaves its money with the second, and nobody divides it meanwhile", async () => {
    const scope = await paid([100n]);
    const first = await hold(scope, { by: "guard" });
    const second = await hold(scope);
    expect(second.amount).toBe(0n);
    await restore(first.holdId, "guard");
    expect(await funds(scope)).toMatchObject({ disputed: 100n, held: 0n });
    expect(await payment.holdsOn(stage.system(), [scope])).toMatchObject([{ id: second.holdId, amount: 100n }]);
    const third = await hold(scope, { by: "guard" });
    await expect(end(second.holdId, "early", { refund: 100n })).rejects.toMatchObject({ code: "INVALID_STATE" });
    await restore(third.holdId, "guard");
    await end(second.holdId, "ruling", { refund: 100n });
    expect(await funds(scope)).toMatchObject({ refundable: 100n, disputed: 0n, balanced: true });
  });

  test("of nothing, nobody's or what is not there", async () => {
    const scope = await agree(stage);
    await expect(hold(scope)).rejects.toMatchObject({ code: "INVALID_STATE" });
    await expect(hold(crypto.randomUUID())).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(hold(scope, { amount: 0n })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(restore(crypto.randomUUID())).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
