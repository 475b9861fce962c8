/** A deposit that was credited, final by the chain's own rules, and that the chain then has no more. */
import { publicId } from "@amanat/contracts";
import { accountsOf, verifyLedger } from "@amanat/ledger";
import { useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import * as payment from "./index.ts";
import { agree, inside } from "./testing/agreement.ts";
import { approve, funded, intake, PRICE, report, setStage, settle, type Stage } from "./testing/stage.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

type Place = Awaited<ReturnType<typeof funded>>["place"];
const funds = (scope: string) => payment.fundsIn(stage.system(), scope, stage.asset);
const transfers = (scope: string) =>
  stage.db.prisma.incomingTransfer.findMany({ where: { intent: { scope } }, orderBy: { createdAt: "asc" } });
const events = async (scope: string) =>
  (await stage.db.prisma.event.findMany({ where: { channel: `deal:${scope}` }, orderBy: { seq: "asc" } })).map(({ type }) => type);
const operator = async () => {
  const accounts = await accountsOf(stage.system(), { asset: stage.asset, kinds: ["operator"] });
  return accounts.reduce((sum, { balance }) => sum + balance, 0n);
};

/** The chain does as it is told, the scanner says it is gone, and the worker asks the chain. */
async function saidGone(intentId: string, place: Place, happens: () => void = () => undefined): Promise<void> {
  // A report is made from what was on the chain.
  await report(stage, intentId, place, { event: "payment.reorged" });
  happens();
  await payment.processInbox(stage.system(), stage.ports);
  await payment.recheckOrphans(stage.system(), stage.rail);
}

async function whole(): Promise<void> {
  await database.as("app", async (client) => expect((await verifyLedger(client)).findings).toEqual([]));
}

test("nobody's word is enough: what the chain still has stays credited", async () => {
  const { scope, intent, place } = await funded(stage);
  await saidGone(intent.id, place);
  expect(await funds(scope)).toMatchObject({ held: PRICE, balanced: true });
  expect(await transfers(scope)).toMatchObject([{ status: "credited", doubtedAt: null }]);
  expect(await stage.db.prisma.incident.count({ where: { kind: "payment.reorged", dealId: scope, state: { not: "closed" } } })).toBe(0);
});

test("a node that lags behind the deposit's block knows nothing about it", async () => {
  const { scope, intent, place } = await funded(stage);
  const { head } = stage.chain;
  await saidGone(intent.id, place, () => {
    stage.chain.reorg(place.txHash);
    stage.chain.head = place.blockNumber;
  });
  expect(await funds(scope)).toMatchObject({ held: PRICE, balanced: true });
  stage.chain.head = head;
  await payment.recheckOrphans(stage.system(), stage.rail);
  expect(await funds(scope)).toMatchObject({ held: 0n, received: 0n });
});

describe("its money is still held", () => {
  test("it is reversed, the price is open again, nothing of it moves, and a person is told", async () => {
    const { scope, intent, place } = await funded(stage);
    await saidGone(intent.id, place, () => stage.chain.reorg(place.txHash));
    await payment.recheckOrphans(stage.system(), stage.rail);
    expect(await funds(scope)).toMatchObject({ held: 0n, received: 0n, disputed: 0n, balanced: true });
    expect(await transfers(scope)).toMatchObject([{ status: "reverted", reverts: 1, shortage: false }]);
    expect(await payment.intentOf(stage.system(), scope)).toMatchObject({ status: "awaiting", received: 0n });
    expect(await payment.holdsOn(stage.system(), [scope])).toMatchObject([{ placedBy: payment.REORG, whole: true, amount: 0n }]);
    expect((await events(scope)).filter((type) => type === "payment.reverted.v1")).toHaveLength(1);
    expect(await operator()).toBe(0n);
    expect(await stage.db.prisma.incident.count({ where: { kind: "payment.reorged", dealId: scope, state: "open" } })).toBe(1);
    await whole();
  });

  test.each([
    ["at the same place of its block", 0],
    ["at another", 9],
  ])("mined again %s, it is posted under a further name and held once", async (_words, logIndex) => {
    const { scope, intent, place } = await funded(stage);
    const again = stage.chain.reorg(place.txHash, { logIndex: logIndex === 0 ? place.logIndex : logIndex });
    await saidGone(intent.id, place);
    await report(stage, intent.id, again);
    stage.chain.mine(4);
    await intake(stage);
    expect(await funds(scope)).toMatchObject({ held: PRICE, received: 0n, disputed: 0n, balanced: true });
    expect(await payment.holdsOn(stage.system(), [scope])).toEqual([]);
    expect(await payment.intentOf(stage.system(), scope)).toMatchObject({ status: "credited", received: PRICE });
    await inside(stage, (tx) =>
      payment.moveMoney(tx, {
        scope,
        cause: "end",
        divisions: [{ tranche: 1, release: [{ partyId: stage.people.seller.id, amount: PRICE }] }],
      }),
    );
    expect(await funds(scope)).toMatchObject({ releasable: PRICE, balanced: true });
    await whole();
  });

  test("told of the new block before the old one is known to be gone, it still counts once", async () => {
    const { scope, intent, place } = await funded(stage);
    const again = stage.chain.reorg(place.txHash, { logIndex: 9 });
    await report(stage, intent.id, place, { event: "payment.reorged" });
    await report(stage, intent.id, again);
    stage.chain.mine(4);
    for (let round = 0; round < 3; round += 1) {
      await intake(stage);
      await payment.recheckOrphans(stage.system(), stage.rail);
    }
    expect(await funds(scope)).toMatchObject({ held: PRICE, received: 0n, disputed: 0n, balanced: true });
    expect((await transfers(scope)).filter(({ status }) => status === "credited")).toHaveLength(1);
    await whole();
  });

  test("gone and mined again, and gone again: each posting has a name of its own", async () => {
    const { scope, intent, place } = await funded(stage);
    let at: Place = place;
    for (let round = 0; round < 2; round += 1) {
      const again = stage.chain.reorg(at.txHash, { logIndex: at.logIndex });
      await saidGone(intent.id, at);
      await report(stage, intent.id, again);
      stage.chain.mine(4);
      await intake(stage);
      at = { ...at, ...again };
    }
    expect(await funds(scope)).toMatchObject({ held: PRICE, received: 0n, balanced: true });
    await whole();
  });
});

describe("its money has moved on", () => {
  async function released(): Promise<Awaited<ReturnType<typeof funded>> & { payoutId: string }> {
    const made = await funded(stage);
    const [moved] = await inside(stage, (tx) =>
      payment.moveMoney(tx, {
        scope: made.scope,
        cause: "end",
        divisions: [{ tranche: 1, release: [{ partyId: stage.people.seller.id, amount: PRICE }] }],
      }),
    );
    return { ...made, payoutId: moved?.payouts[0]?.id ?? "" };
  }

  test("what nobody has signed is stopped, the operator stands in, and mined again the operator is repaid and it goes on", async () => {
    const { scope, intent, place, payoutId } = await released();
    const again = stage.chain.reorg(place.txHash, { logIndex: place.logIndex });
    await saidGone(intent.id, place);
    expect(await operator()).toBe(-PRICE);
    expect(await funds(scope)).toMatchObject({ disputed: PRICE, releasable: 0n, held: 0n, balanced: true });
    await expect(approve(stage, stage.people.admin(), publicId("payout", payoutId))).rejects.toMatchObject({ code: "INVALID_STATE" });
    expect(await transfers(scope)).toMatchObject([{ status: "reverted", shortage: true }]);
    await whole();
    await report(stage, intent.id, again);
    stage.chain.mine(4);
    await intake(stage);
    expect(await operator()).toBe(0n);
    expect(await funds(scope)).toMatchObject({ disputed: 0n, releasable: PRICE, refundable: 0n, balanced: true });
    expect(await payment.holdsOn(stage.system(), [scope])).toEqual([]);
    expect(await stage.db.prisma.incident.count({ where: { kind: "payment.reorged", dealId: scope, state: { not: "closed" } } })).toBe(0);
    await whole();
  });

  test("what was paid out is the operator's loss, and nobody's balance is touched", async () => {
    const { scope, intent, place, payoutId } = await released();
    await approve(stage, stage.people.admin(), publicId("payout", payoutId));
    await settle(stage);
    const before = await funds(scope);
    expect(before).toMatchObject({ released: PRICE });
    await saidGone(intent.id, place, () => stage.chain.reorg(place.txHash));
    expect(await operator()).toBe(-PRICE);
    expect(await funds(scope)).toEqual(before);
    await whole();
  });

  test("one transfer that paid for two agreements, one of them released: the whole of it is the operator's, and both stop", async () => {
    const [one, other] = [await agree(stage), await agree(stage, "A lens")];
    const { pay } = await import("./testing/agreement.ts");
    const parts = [
      { scope: one, tranche: 1, amount: 60n },
      { scope: other, tranche: 1, amount: 40n },
    ];
    const intentId = await pay(stage, { parts });
    await inside(stage, (tx) =>
      payment.moveMoney(tx, {
        scope: one,
        cause: "end",
        divisions: [{ tranche: 1, release: [{ partyId: stage.people.seller.id, amount: 60n }] }],
      }),
    );
    const [row] = await stage.db.prisma.incomingTransfer.findMany({ where: { intentId } });
    if (!row) throw new Error("no transfer");
    stage.chain.reorg(row.txHash);
    await stage.db.prisma.incomingTransfer.updateMany({ where: { id: row.id, version: row.version }, data: { doubtedAt: new Date() } });
    stage.chain.mine(4);
    await payment.recheckOrphans(stage.system(), stage.rail);
    expect(await operator()).toBe(-100n);
    expect(await funds(one)).toMatchObject({ disputed: 60n, balanced: true });
    expect(await funds(other)).toMatchObject({ disputed: 40n, held: 0n, balanced: true });
    await whole();
  });
});
