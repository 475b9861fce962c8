/** A credited deposit leaves the chain, and nobody says so: the worker looks by itself whether its block still stands. */
import { newId } from "@amanat/db";
import { verifyLedger } from "@amanat/ledger";
import { useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import * as payment from "./index.ts";
import type { ChainView } from "./ports.ts";
import { funded, PRICE, report, setStage, type Stage } from "./testing/stage.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const funds = (scope: string) => payment.fundsIn(stage.system(), scope, stage.asset);
const transferOf = (scope: string) => stage.db.prisma.incomingTransfer.findFirstOrThrow({ where: { intent: { scope } } });
const recheck = (rail: payment.IntakeRail = stage.rail) => payment.recheckCredited(stage.system(), rail);
const askAgain = (rail: payment.IntakeRail = stage.rail) => payment.recheckOrphans(stage.system(), rail);
const incidents = (subject: string) =>
  stage.db.prisma.incident.findMany({ where: { subject }, select: { kind: true, state: true }, orderBy: { firstAt: "asc" } });

/** The rail by a node that has another view of the chain, and no receipt of what it does not know. */
function elsewhere(change: (view: ChainView) => ChainView): payment.IntakeRail {
  const { verifier } = stage.rail;
  return {
    ...stage.rail,
    verifier: {
      verify: () => Promise.resolve({ verdict: "gone" }),
      head: async () => change(await verifier.blocks(stage.chain.id, [])).head,
      blocks: async (chain, heights) => change(await verifier.blocks(chain, heights)),
    },
  };
}
const foreign = (head?: number) =>
  elsewhere((view) => ({
    head: head ?? view.head,
    finalized: head ?? view.head,
    hashes: new Map([...view.hashes].map(([height]) => [height, `0x${"0f".repeat(32)}`])),
  }));

async function untouched(scope: string): Promise<void> {
  expect(await funds(scope)).toMatchObject({ held: PRICE, balanced: true });
  expect(await transferOf(scope)).toMatchObject({ status: "credited", reverts: 0 });
  expect(await payment.holdsOn(stage.system(), [scope])).toEqual([]);
}

async function reversed(scope: string): Promise<void> {
  expect(await funds(scope)).toMatchObject({ held: 0n, received: 0n, balanced: true });
  const transfer = await transferOf(scope);
  expect(transfer).toMatchObject({ status: "reverted", reverts: 1, doubtedAt: null });
  expect(await incidents(transfer.id)).toContainEqual({ kind: "payment.reorged", state: "open" });
  expect(await payment.holdsOn(stage.system(), [scope])).toMatchObject([{ placedBy: payment.REORG }]);
  await database.as("app", async (client) => expect((await verifyLedger(client)).findings).toEqual([]));
}

test("what stands is looked at and left alone", async () => {
  const { scope, place } = await funded(stage);
  expect(await recheck()).toBe(0);
  await askAgain();
  await untouched(scope);
  const block = await stage.db.prisma.creditedBlock.findFirstOrThrow({ where: { blockHash: place.blockHash } });
  expect(block.checkedAt).not.toBeNull();
});

test("a loss below finality that nobody tells of is doubted by one look and reversed by the next", async () => {
  const { scope, place } = await funded(stage);
  stage.chain.mine(20);
  stage.chain.reorg(place.txHash);
  expect(await recheck()).toBe(1);
  await untouched(scope);
  await askAgain();
  await reversed(scope);
  expect(await recheck()).toBe(0);
});

test("two workers at once see one loss", async () => {
  const { scope, place } = await funded(stage);
  stage.chain.reorg(place.txHash);
  await Promise.all([recheck(), recheck(), recheck()]);
  await Promise.all([askAgain(), askAgain()]);
  await reversed(scope);
});

test("mined again elsewhere it is held again, though the first block was never reported as gone", async () => {
  const { scope, intent, place } = await funded(stage);
  const again = stage.chain.reorg(place.txHash, { logIndex: 3 });
  stage.chain.mine(4);
  await recheck();
  await askAgain();
  await reversed(scope);
  await report(stage, intent.id, again);
  await payment.processInbox(stage.system(), stage.ports);
  await payment.proveTransfers(stage.system(), stage.rail);
  expect(await funds(scope)).toMatchObject({ held: PRICE, received: 0n, balanced: true });
  expect(await payment.holdsOn(stage.system(), [scope])).toEqual([]);
});

test.each([
  ["is behind the deposit's block", () => elsewhere((view) => ({ ...view, head: 90, finalized: 87, hashes: new Map() }))],
  ["has another block there and nothing final above it", () => foreign(stage.chain.head - 3)],
  ["has lost the receipt and has the block", () => elsewhere((view) => view)],
])("a node that %s takes nothing back", async (_words, lagging) => {
  const { scope, intent, place } = await funded(stage);
  expect(await recheck(lagging())).toBe(0);
  await report(stage, intent.id, place, { event: "payment.reorged" });
  await payment.processInbox(stage.system(), stage.ports);
  await askAgain(lagging());
  await untouched(scope);
});

test("a node on a branch of its own raises a doubt, which the next look ends", async () => {
  const { scope } = await funded(stage);
  expect(await recheck(foreign())).toBe(1);
  expect((await transferOf(scope)).doubtedAt).not.toBeNull();
  await askAgain();
  await untouched(scope);
  expect((await transferOf(scope)).doubtedAt).toBeNull();
});

test("a late report from before the loss does not hide it", async () => {
  const { scope, intent, place } = await funded(stage);
  stage.chain.reorg(place.txHash);
  await recheck();
  const { token, recipient: to } = await transferOf(scope);
  await report(stage, intent.id, place, { event: "payment.confirmed", transfer: { token, to, amount: PRICE.toString() } });
  await payment.processInbox(stage.system(), stage.ports);
  await askAgain();
  await reversed(scope);
});

test("another chain than before takes nothing back, however new: a person is told, until the chain is there again", async () => {
  const old = await funded(stage);
  stage.chain.mine(70);
  const young = await funded(stage);
  expect(await recheck(foreign())).toBe(0);
  await report(stage, young.intent.id, young.place, { event: "payment.reorged" });
  await payment.processInbox(stage.system(), stage.ports);
  await askAgain(foreign());
  for (const { scope } of [old, young]) await untouched(scope);
  expect(await incidents(stage.chain.id)).toEqual([{ kind: "chain.rewritten", state: "open" }]);
  await recheck();
  await askAgain();
  for (const { scope } of [old, young]) await untouched(scope);
  expect(await incidents(stage.chain.id)).toEqual([{ kind: "chain.rewritten", state: "closed" }]);
});

test("a deposit that is lost from below the depth waits for a person, who may set it deeper", async () => {
  const { scope, intent, place } = await funded(stage);
  await report(stage, intent.id, place, { event: "payment.reorged" });
  stage.chain.mine(70);
  stage.chain.reorg(place.txHash);
  expect(await recheck()).toBe(0);
  await payment.processInbox(stage.system(), stage.ports);
  await askAgain();
  await untouched(scope);
  const { id } = await transferOf(scope);
  expect(await incidents(stage.chain.id)).toEqual([{ kind: "chain.rewritten", state: "open" }]);
  expect(await incidents(id)).toContainEqual({ kind: "chain.rewritten", state: "open" });
  const deeper = { ...stage.rail, chain: { ...stage.rail.chain, reorgDepth: 1_000 } };
  await recheck(deeper);
  await askAgain(deeper);
  await reversed(scope);
});

test("a pass asks for few blocks, however many hold deposits, and every block has its turn", async () => {
  const { scope, place } = await funded(stage);
  const { id: _id, blockHash: _hash, ...row } = await transferOf(scope);
  const more = Array.from({ length: 60 }, (_, index) => ({ ...row, id: newId(), blockHash: `0x${String(index).padStart(64, "0")}` }));
  const blockNumber = place.blockNumber;
  await stage.db.prisma.incomingTransfer.createMany({ data: more.map((each) => ({ ...each, amount: each.amount.toString() })) });
  await stage.db.prisma.creditedBlock.createMany({
    data: more.map(({ blockHash }) => ({ chain: stage.chain.id, blockNumber, blockHash })),
  });
  const asked: number[] = [];
  const { verifier } = stage.rail;
  const counting: payment.IntakeRail = {
    ...stage.rail,
    verifier: {
      ...verifier,
      blocks: (chain, heights) => {
        asked.push(heights.length);
        // Nothing is concluded: what is looked at is whose turn it is.
        return Promise.resolve({ head: stage.chain.head, finalized: stage.chain.head, hashes: new Map() });
      },
    },
  };
  await recheck(counting);
  await recheck(counting);
  expect(asked).toEqual([50, 50]);
  expect(await stage.db.prisma.creditedBlock.count({ where: { chain: stage.chain.id, checkedAt: null } })).toBe(0);
});
