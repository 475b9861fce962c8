/** What the chain took back stops its tranche: until the price is whole again, and never longer than to a date. */
import { publicId } from "@amanat/contracts";
import { newId, runTimer } from "@amanat/db";
import { accountsOf, post, verifyLedger } from "@amanat/ledger";
import { testClock, useDatabase } from "@amanat/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as payment from "./index.ts";
import { agree, inside, pay } from "./testing/agreement.ts";
import { approve, expectBooksToMatchChain, intake, report, setStage, settle, type Stage } from "./testing/stage.ts";
import { ESCROW } from "./testing/small-chain.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});
afterEach(async () => {
  await database.as("app", async (client) => expect((await verifyLedger(client)).findings).toEqual([]));
});

const funds = (scope: string) => payment.fundsIn(stage.system(), scope, stage.asset);
const holds = (scope: string) => payment.holdsOn(stage.system(), [scope]);
const transferOf = (intentId: string) => stage.db.prisma.incomingTransfer.findFirstOrThrow({ where: { intentId } });
const operator = async () =>
  (await accountsOf(stage.system(), { asset: stage.asset, kinds: ["operator"] })).reduce((sum, { balance }) => sum + balance, 0n);

/** A deposit leaves the chain, and we are told and see it. Answers the way to have it mined after all. */
async function lost(intentId: string): Promise<() => Promise<void>> {
  const id = publicId("intent", intentId);
  const { txHash, blockHash, blockNumber, logIndex } = await transferOf(intentId);
  await report(stage, id, { txHash, blockHash, blockNumber, logIndex }, { event: "payment.reorged" });
  const again = stage.chain.drop(txHash);
  await payment.processInbox(stage.system(), stage.ports);
  stage.chain.mine(8);
  await payment.recheckOrphans(stage.system(), stage.rail);
  return async () => {
    await report(stage, id, again());
    stage.chain.mine(8);
    await intake(stage);
  };
}

/** The dates of what waits come; answers how many there were. */
async function datesCome(days = 15): Promise<number> {
  const clock = testClock(new Date(Date.now() + days * 86_400_000));
  const due = await stage.db.prisma.deadline.findMany({
    where: { purpose: "reorg_hold", status: "pending", dueAt: { lte: await clock.now(stage.db.prisma) } },
  });
  for (const row of due) await runTimer(stage.people.system({ clock }), payment.PAYMENT_TIMERS, row);
  return due.length;
}

describe("two have paid for one tranche", () => {
  let scope: string;
  let [first, second] = ["", ""];
  beforeEach(async () => {
    scope = await agree(stage);
    first = await pay(stage, { parts: [{ scope, tranche: 1, amount: 100n }] });
    second = await pay(stage, { parts: [{ scope, tranche: 1, amount: 50n }], payer: "stranger" });
  });

  test("one's payment is gone and comes again: all of it is held as before, and nothing is stopped", async () => {
    const again = await lost(first);
    expect(await funds(scope)).toMatchObject({ held: 0n, disputed: 50n, balanced: true });
    await again();
    expect(await funds(scope)).toMatchObject({ held: 150n, disputed: 0n, balanced: true });
    expect(await holds(scope)).toEqual([]);
    expect(await datesCome()).toBe(0);
  });

  test("it never comes again: from its date on the other's money goes its way", async () => {
    await lost(first);
    expect(await datesCome(13)).toBe(0);
    expect(await datesCome()).toBe(1);
    expect(await funds(scope)).toMatchObject({ held: 50n, disputed: 0n, balanced: true });
    expect(await holds(scope)).toEqual([]);
    const [moved] = await inside(stage, (tx) =>
      payment.moveMoney(tx, { scope, cause: "back", divisions: [{ tranche: 1, refund: "rest" }] }),
    );
    expect(moved?.payouts.map(({ partyId, amount }) => [partyId, amount])).toEqual([[stage.people.stranger.id, 50n]]);
  });

  test("both are gone: the tranche is stopped until both have come again", async () => {
    const [one, other] = [await lost(first), await lost(second)];
    await one();
    expect(await holds(scope)).not.toEqual([]);
    expect((await funds(scope)).held).toBe(0n);
    await other();
    expect(await holds(scope)).toEqual([]);
    expect(await funds(scope)).toMatchObject({ held: 150n, disputed: 0n, balanced: true });
    expect(await operator()).toBe(0n);
  });
});

test("a deposit whose money was released never comes again: from its date on the operator's money pays the seller", async () => {
  const scope = await agree(stage);
  const intentId = await pay(stage, { parts: [{ scope, tranche: 1, amount: 100n }] });
  const release = [{ partyId: stage.people.seller.id, amount: 100n }];
  await inside(stage, (tx) => payment.moveMoney(tx, { scope, cause: "end", divisions: [{ tranche: 1, release }] }));
  await lost(intentId);
  expect(await operator()).toBe(-100n);
  expect(await datesCome()).toBe(1);
  expect(await funds(scope)).toMatchObject({ releasable: 100n, disputed: 0n, balanced: true });
  const [payout] = await stage.db.prisma.payout.findMany({ where: { scope, status: "pending_approval" } });
  await approve(stage, stage.people.admin(), publicId("payout", payout?.id ?? ""));
  await settle(stage, 5);
  expect((await funds(scope)).released).toBe(0n);
  // The operator pays for the loss.
  stage.chain.tokens.set(ESCROW, 100n);
  const { asset } = stage;
  const paidIn = { debit: { kind: "custody", party: ESCROW, asset }, credit: { kind: "operator", asset } } as const;
  await inside(stage, (tx) => post(tx, { id: newId(), legs: [{ ...paidIn, amount: 100n, code: "operator_funding" }] }));
  await settle(stage, 15);
  expect((await funds(scope)).released).toBe(100n);
  expect(await operator()).toBe(0n);
  await expectBooksToMatchChain(stage);
});
