/** Releases that wait without a payout: until a movement pays them, or until their date. */
import { publicId } from "@amanat/contracts";
import { newId, runTimer } from "@amanat/db";
import { accountsOf, verifyLedger } from "@amanat/ledger";
import { atOnce, failureCodes, succeeded, testClock, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import * as payment from "./index.ts";
import { agree, inside, pay } from "./testing/agreement.ts";
import { expectReleasesToGoOn } from "./testing/releases.ts";
import { approve, expectBooksToMatchChain, PAID_TO, setStage, settle, type Stage } from "./testing/stage.ts";

const DAY_MS = 86_400_000;
const BY = "disputes";

const database = useDatabase();
let stage: Stage;
let scope: string;
beforeEach(async () => {
  stage = await setStage(database.db);
  scope = await agree(stage);
  await pay(stage, { parts: [{ scope, tranche: 1, amount: 1_000n }] });
});

const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
const move = (cause: string, division: Omit<payment.Division, "tranche">) =>
  inside(stage, (tx) => payment.moveMoney(tx, { scope, cause, divisions: [{ tranche: 1, ...division }] }));
const toSeller = (amount: bigint) => [{ partyId: stage.people.seller.id, amount }];
/** A pause of metered time: 100 less 2 % wait for the seller. */
const pause = (cause: string, days = 7) => move(cause, { release: toSeller(100n), feeBps: 200, payout: { by: inDays(days) } });
const hold = (change: Partial<payment.NewHold> = {}) =>
  inside(stage, (tx) => payment.holdMoney(tx, { scope, tranche: 1, reason: "a case", by: BY, ...change }));
const restore = (holdId: string, by = BY) => inside(stage, (tx) => payment.liftHold(tx, { holdId, by, restore: true }));
const funds = () => payment.fundsIn(stage.system(), scope, stage.asset);
const payouts = async () =>
  (await stage.db.prisma.payout.findMany({ where: { scope }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] })).map(
    ({ kind, status, amount }) => `${kind} ${amount} ${status}`,
  );
const releases = async () =>
  (await stage.db.prisma.movement.findMany({ where: { scope }, orderBy: { createdAt: "asc" } })).map(({ status }) => status);
const dates = async () => {
  const movements = await stage.db.prisma.movement.findMany({ where: { scope }, select: { id: true } });
  const subjectId = { in: movements.map(({ id }) => id) };
  return stage.db.prisma.deadline.findMany({ where: { purpose: "release_waiting", status: "pending", subjectId } });
};
/** The worker comes to the timers of so many days from now. */
async function dateComes(days: number): Promise<void> {
  const ctx = { ...stage.system(), clock: testClock(inDays(days)) };
  for (const timer of await dates()) await runTimer(ctx, payment.PAYMENT_TIMERS, timer);
}

describe("what was released without a payout", () => {
  test("is paid by one payout with the closing movement; a replay of any of them changes nothing", async () => {
    expect(await pause("a pause")).toMatchObject([{ payouts: [] }]);
    await pause("another pause");
    expect(await funds()).toMatchObject({ held: 800n, releasable: 196n, fees: 4n, balanced: true });
    await expectReleasesToGoOn(stage, [scope]);
    const end = () => move("the end", { release: toSeller(300n), feeBps: 200, refund: "rest" });
    const outcomes = await atOnce(8, end);
    expect(failureCodes(outcomes)).toEqual([]);
    const [first] = await end();
    expect(first?.payouts.map(({ kind, amount }) => [kind, amount])).toEqual([
      ["release", 490n],
      ["refund", 500n],
    ]);
    expect(await pause("a pause")).toMatchObject([{ payouts: [] }]);
    expect((await payouts()).toSorted()).toEqual(["refund 500 pending_approval", "release 490 pending_approval"]);
    expect(await releases()).toEqual(["paid", "paid", "paid"]);
    expect(await dates()).toEqual([]);
    await expectReleasesToGoOn(stage, [scope]);
  });

  test("of several payees: one payout each, also for who has no share of the closing movement; a hold takes all of them", async () => {
    const { buyer, seller, seller2 } = stage.people;
    scope = newId();
    const payees = [seller, seller2].map(({ id: partyId }) => ({ partyId, chain: stage.chain.id, address: PAID_TO }));
    await inside(stage, (tx) => payment.openEscrow(tx, { scope, title: "A course", parties: [buyer.id, seller.id, seller2.id], payees }));
    await pay(stage, { parts: [{ scope, tranche: 1, amount: 1_000n }] });
    const both = [
      { partyId: seller.id, amount: 101n },
      { partyId: seller2.id, amount: 50n },
    ];
    await move("a pause", { release: both, feeBps: 250, payout: { by: inDays(7) } });
    await expectReleasesToGoOn(stage, [scope]);
    const first = await hold();
    expect(await funds()).toMatchObject({ disputed: 1_000n, releasable: 0n, fees: 0n, balanced: true });
    await restore(first.holdId);
    // 2.5 % of 151 is 3, of which the larger share bears 2 and the unit that is over; of 251 it is 6.
    await move("the end", { release: toSeller(100n), feeBps: 250 });
    const sums = async () =>
      (await stage.db.prisma.payout.findMany({ where: { scope, status: "pending_approval" } }))
        .map(({ amount }) => String(amount))
        .toSorted();
    expect(await sums()).toEqual(["195", "50"]);
    const second = await hold();
    expect(await funds()).toMatchObject({ disputed: 1_000n, releasable: 0n, fees: 0n, balanced: true });
    await restore(second.holdId);
    expect(await sums()).toEqual(["195", "50"]);
    expect(await funds()).toMatchObject({ held: 749n, releasable: 245n, fees: 6n, disputed: 0n, balanced: true });
    await expectReleasesToGoOn(stage, [scope]);
  });

  test("is paid when the end moves nothing more, or only a refund; asked again, nothing is", async () => {
    await pause("a pause");
    const refund = await move("the end", { refund: "rest" });
    expect(refund.flatMap((one) => one.payouts.map(({ kind, amount }) => [kind, amount]))).toEqual([
      ["refund", 900n],
      ["release", 98n],
    ]);
    expect(await move("the end again", { refund: "rest" })).toEqual([]);
    const second = await agree(stage);
    scope = second;
    await pay(stage, { parts: [{ scope, tranche: 1, amount: 100n }] });
    await pause("all of it");
    const outcomes = await atOnce(8, () => move("nothing is left", { refund: "rest" }));
    expect(outcomes.flatMap((one) => (one.status === "fulfilled" ? one.value : []))).toHaveLength(1);
    expect(await payouts()).toEqual(["release 98 pending_approval"]);
    await expectReleasesToGoOn(stage, [scope]);
  });

  test("is paid on its date, once; the newest date counts, also where nothing more is released", async () => {
    await pause("a pause", 7);
    await pause("extended", 14);
    await dateComes(8);
    expect(await payouts()).toEqual([]);
    expect(await move("extended again", { payout: { by: inDays(21) } })).toEqual([]);
    await dateComes(15);
    expect(await payouts()).toEqual([]);
    await atOnce(4, () => dateComes(22));
    await dateComes(23);
    expect(await payouts()).toEqual(["release 196 pending_approval"]);
    expect(await dates()).toEqual([]);
    // It began anew after that: another date, another payout.
    await pause("later", 30);
    await dateComes(31);
    expect(await payouts()).toEqual(["release 196 pending_approval", "release 98 pending_approval"]);
    await expectReleasesToGoOn(stage, [scope]);
  });

  test("the date against the closing movement, at once: one payout", async () => {
    await pause("a pause", 1);
    await atOnce<unknown>(2, (n) => (n === 0 ? dateComes(2) : move("the end", { refund: "rest" })));
    expect((await payouts()).toSorted()).toEqual(["refund 900 pending_approval", "release 98 pending_approval"]);
    await expectReleasesToGoOn(stage, [scope]);
  });

  test("waits on when a refund says so, until its new date", async () => {
    await pause("a pause", 7);
    const [back] = await move("less was done", { refund: 200n, payout: { by: inDays(14) } });
    expect(back?.payouts.map(({ kind, amount }) => [kind, amount])).toEqual([["refund", 200n]]);
    await dateComes(8);
    expect(await payouts()).toEqual(["refund 200 pending_approval"]);
    expect(await releases()).toEqual(["waiting", "paid"]);
    await expectReleasesToGoOn(stage, [scope]);
    await dateComes(15);
    expect(await payouts()).toEqual(["refund 200 pending_approval", "release 98 pending_approval"]);
  });

  test("needs an address as a payout does, since it becomes one", async () => {
    const release = [{ partyId: stage.people.stranger.id, amount: 100n }];
    await expect(move("to nobody", { release, payout: { by: inDays(1) } })).rejects.toMatchObject({ code: "INVALID_STATE" });
    expect(await funds()).toMatchObject({ held: 1_000n, releasable: 0n });
  });

  test("nobody but the system is its date", async () => {
    await pause("a pause");
    const [timer] = await dates();
    if (!timer) throw new Error("no date");
    const ctx = { ...stage.people.admin(), clock: testClock(inDays(30)) };
    await expect(runTimer(ctx, payment.PAYMENT_TIMERS, timer)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("a hold over it", () => {
  test("takes it with its fee, and its date stands still; lifting lets it wait on, and it is still one payout", async () => {
    await pause("a pause", 7);
    await pause("another pause", 7);
    const { holdId, amount } = await hold();
    expect(amount).toBe(1_000n);
    expect(await funds()).toMatchObject({ held: 0n, releasable: 0n, fees: 0n, disputed: 1_000n, balanced: true });
    expect(await releases()).toEqual(["on_hold", "on_hold"]);
    await expectReleasesToGoOn(stage, [scope]);
    await dateComes(8);
    await expect(pause("meanwhile")).rejects.toMatchObject({ code: "INVALID_STATE" });
    expect(await payouts()).toEqual([]);
    expect(await restore(holdId)).toEqual({ payouts: [] });
    expect(await funds()).toMatchObject({ held: 800n, releasable: 196n, fees: 4n, disputed: 0n, balanced: true });
    await expectReleasesToGoOn(stage, [scope]);
    await move("the end", { release: toSeller(100n), feeBps: 200, refund: "rest" });
    expect((await payouts()).toSorted()).toEqual(["refund 700 pending_approval", "release 294 pending_approval"]);
  });

  test("takes the one payout with the fee of each of its movements, and lifting drafts one again", async () => {
    await pause("a pause");
    await pause("another pause");
    await move("the end", { release: toSeller(101n), feeBps: 200 });
    const { holdId } = await hold();
    expect(await funds()).toMatchObject({ held: 0n, releasable: 0n, fees: 0n, disputed: 1_000n, balanced: true });
    const again = await restore(holdId);
    expect(again.payouts.map(({ amount }) => amount)).toEqual([295n]);
    expect(await payouts()).toEqual(["release 295 cancelled", "release 295 pending_approval"]);
    expect(await funds()).toMatchObject({ held: 699n, releasable: 295n, fees: 6n, disputed: 0n, balanced: true });
    await expectReleasesToGoOn(stage, [scope]);
  });

  test("that is divided by shares ends the wait: all of it is in the ruling", async () => {
    await pause("a pause", 7);
    const { holdId } = await hold();
    const shares = { release: toSeller(600n), feeBps: 200, refund: 400n };
    await inside(stage, (tx) => payment.liftHold(tx, { holdId, by: BY, restore: false, cause: "a ruling", shares }));
    expect(await releases()).toEqual(["divided", "paid"]);
    expect(await dates()).toEqual([]);
    expect(await move("the end", { refund: "rest" })).toEqual([]);
    expect((await payouts()).toSorted()).toEqual(["refund 400 pending_approval", "release 588 pending_approval"]);
    await expectReleasesToGoOn(stage, [scope]);
    for (const { id } of await stage.db.prisma.payout.findMany({ where: { scope } }))
      await approve(stage, stage.people.admin(), publicId("payout", id));
    await settle(stage);
    expect(await funds()).toMatchObject({ released: 588n, refunded: 400n, fees: 12n, inFlight: 0n, balanced: true });
    await expectBooksToMatchChain(stage);
    await database.as("app", async (client) => expect((await verifyLedger(client)).findings).toEqual([]));
  });

  test("of two holds the second keeps it when the first is lifted; a hold of a part leaves it alone", async () => {
    await pause("a pause");
    const part = await hold({ amount: 50n });
    expect(await releases()).toEqual(["waiting"]);
    const first = await hold({ by: "guard" });
    const second = await hold();
    expect([first.amount, second.amount]).toEqual([950n, 0n]);
    await restore(first.holdId, "guard");
    expect(await releases()).toEqual(["on_hold"]);
    await expectReleasesToGoOn(stage, [scope]);
    await restore(part.holdId);
    await restore(second.holdId);
    expect(await releases()).toEqual(["waiting"]);
    expect(await funds()).toMatchObject({ held: 900n, releasable: 98n, fees: 2n, disputed: 0n, balanced: true });
    await expectReleasesToGoOn(stage, [scope]);
  });

  test("against a pause or its date, at once: the money is with one of them, whole", async () => {
    for (const other of [() => pause("a pause"), () => dateComes(30)]) {
      const outcomes = await atOnce<unknown>(2, (n) => (n === 0 ? hold() : other()));
      expect(succeeded(outcomes).length).toBeGreaterThan(0);
      expect(await funds()).toMatchObject({ held: 0n, disputed: 1_000n, releasable: 0n, fees: 0n, balanced: true });
      await expectReleasesToGoOn(stage, [scope]);
      const [live] = await payment.holdsOn(stage.system(), [scope]);
      if (live) await restore(live.id);
      if ((await releases()).length === 0) await pause("a pause");
    }
  });
});

describe("what payees keep with us", () => {
  const balance = async () => {
    const [account] = await accountsOf(stage.system(), { party: stage.people.seller.id, asset: stage.asset, kinds: ["available"] });
    return account?.balance ?? 0n;
  };

  test("is theirs at once, with what waited, once; a refund beside it is paid, and no hold takes it back", async () => {
    await pause("a pause");
    const end = () => move("the end", { release: toSeller(300n), feeBps: 200, refund: 100n, payout: "kept" });
    expect(failureCodes(await atOnce(8, end))).toEqual([]);
    expect(await balance()).toBe(392n);
    expect(await payouts()).toEqual(["refund 100 pending_approval"]);
    expect(await releases()).toEqual(["kept", "kept"]);
    expect(await dates()).toEqual([]);
    expect((await hold()).amount).toBe(600n);
    expect(await balance()).toBe(392n);
    expect(await funds()).toMatchObject({ disputed: 600n, releasable: 0n, released: 392n, fees: 8n, balanced: true });
    await database.as("app", async (client) => expect((await verifyLedger(client)).findings).toEqual([]));
  });

  test("what waits becomes theirs when nothing more moves", async () => {
    await pause("a pause");
    await move("back", { refund: "rest", payout: { by: inDays(7) } });
    expect(await move("the end", { refund: "rest", payout: "kept" })).toEqual([]);
    expect(await balance()).toBe(98n);
    await dateComes(8);
    expect(await payouts()).toEqual(["refund 900 pending_approval"]);
    await expectReleasesToGoOn(stage, [scope]);
  });
});
