import { inTransaction, runTimer } from "@amanat/db";
import { testClock, useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import * as payment from "./index.ts";
import { ESCROW } from "./testing/small-chain.ts";
import {
  approve,
  expectBooksToMatchChain,
  funded,
  newDeal,
  PAID_TO,
  payable,
  PRICE,
  releasable,
  report,
  setStage,
  settle,
  type Stage,
} from "./testing/stage.ts";

/** Whenever a person is needed, one is told; and whatever mends it says so. */

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const about = async (subject: string) =>
  (await stage.db.prisma.incident.findMany({ where: { subject }, orderBy: { firstAt: "asc" } })).map(({ kind, state, count, dealId }) => ({
    kind,
    state,
    count,
    dealId,
  }));
const told = (room: string) => stage.db.prisma.event.findMany({ where: { channel: `role:${room}`, type: { startsWith: "incident." } } });

async function approvedRelease() {
  const release = await releasable(stage);
  await approve(stage, stage.people.admin(), release.payoutId);
  return release;
}

test("a credited payment that leaves the chain, until it is there again", async () => {
  const { scope, intent, place } = await funded(stage);
  const transfer = await stage.db.prisma.incomingTransfer.findFirstOrThrow({ where: { intent: { scope } } });
  const before = (await told("admin")).length;
  for (let n = 0; n < 3; n += 1) {
    await report(stage, intent.id, place, { event: "payment.reorged" });
    await payment.processInbox(stage.system(), stage.ports);
  }
  // Reported three times within a minute, it is one incident, told once.
  expect(await about(transfer.id)).toEqual([{ kind: "payment.reorged", state: "open", count: 1, dealId: scope }]);
  expect((await told("admin")).length).toBe(before + 1);
  expect((await told("guard")).length).toBeGreaterThan(0);
  // A report may be older than the loss: the chain says whether it is there.
  await report(stage, intent.id, place);
  await payment.processInbox(stage.system(), stage.ports);
  expect(await about(transfer.id)).toMatchObject([{ state: "open" }]);
  await payment.recheckOrphans(stage.system(), stage.rail);
  expect(await about(transfer.id)).toMatchObject([{ state: "closed" }]);
  await report(stage, intent.id, place, { event: "payment.reorged" });
  await payment.processInbox(stage.system(), stage.ports);
  expect(await about(transfer.id)).toMatchObject([{ state: "closed" }, { state: "open" }]);
});

test("a payout whose deposit is not proved any more, until it is signed", async () => {
  const release = await approvedRelease();
  const [txHash, deposit] = [...stage.chain.mined.entries()][0] ?? [];
  if (!txHash || !deposit) throw new Error("no deposit");
  stage.chain.mined.delete(txHash);
  for (let n = 0; n < 4; n += 1) {
    await stage.db.prisma.payout.updateMany({ data: { leaseUntil: null } });
    await payment.advancePayouts(stage.system(), stage.rail);
  }
  expect(await about(release.id)).toEqual([{ kind: "payout.deposit_unproved", state: "open", count: 1, dealId: release.scope }]);
  stage.chain.mined.set(txHash, deposit);
  await settle(stage);
  expect(await about(release.id)).toMatchObject([{ state: "closed" }]);
});

test("a payout that is mined and moves nothing: the token lies", async () => {
  const release = await approvedRelease();
  for (let round = 0; round < 30 && (stage.chain.tokens.get(PAID_TO) ?? 0n) === 0n; round += 1) await settle(stage, 1);
  const { txHash } = await stage.db.prisma.payout.findUniqueOrThrow({ where: { id: release.id } });
  const mined = stage.chain.mined.get(txHash ?? "");
  if (!mined) throw new Error("not mined");
  const logs = [...mined.transfers];
  mined.transfers.length = 0;
  await settle(stage, 8);
  expect(await stage.db.prisma.payout.findUniqueOrThrow({ where: { id: release.id } })).toMatchObject({ status: "confirming" });
  expect(await about(release.id)).toMatchObject([{ kind: "payout.no_transfer", state: "open" }]);
  mined.transfers.push(...logs);
  await settle(stage, 3);
  expect(await about(release.id)).toMatchObject([{ state: "closed" }]);
});

test("a payout that waits for tokens nobody sends, once it has waited long", async () => {
  const release = await approvedRelease();
  await payment.advancePayouts(stage.system(), stage.rail);
  expect(await about(release.id)).toEqual([]);
  await stage.db.prisma.payout.updateMany({ data: { leaseUntil: null, approvedAt: new Date(Date.now() - 11 * 60_000) } });
  await payment.advancePayouts(stage.system(), stage.rail);
  expect(await about(release.id)).toMatchObject([{ kind: "payout.stuck", state: "open" }]);
  await settle(stage);
  expect(await about(release.id)).toMatchObject([{ state: "closed" }]);
});

test("an escrow wallet without gas is one incident, whatever waits for it", async () => {
  const release = await approvedRelease();
  const broadcaster = { ...stage.rail.broadcaster, nativeBalance: () => Promise.resolve(0n) };
  stage.chain.tokens.set(ESCROW, PRICE);
  await payment.advanceSweeps(stage.system(), { ...stage.rail, broadcaster });
  await payment.advancePayouts(stage.system(), { ...stage.rail, broadcaster });
  const open = (await about(`${stage.chain.id}:${ESCROW}`)).filter(({ state }) => state !== "closed");
  expect(open).toMatchObject([{ kind: "wallet.no_gas" }]);
  stage.chain.tokens.delete(ESCROW);
  await settle(stage);
  expect((await about(`${stage.chain.id}:${ESCROW}`)).every(({ state }) => state === "closed")).toBe(true);
  expect(await about(release.id)).toEqual([]);
});

test("a payout that no admin decides on, from its date on and until one does", async () => {
  const release = await releasable(stage);
  const timer = { purpose: "payout_approval", subjectId: release.id };
  const runAt = (days: number) =>
    runTimer(stage.people.system({ clock: testClock(new Date(Date.now() + days * 86_400_000)) }), payment.PAYMENT_TIMERS, timer);
  await runAt(2);
  expect(await about(release.id)).toEqual([]);
  for (const days of [4, 5, 8]) await runAt(days);
  // On the fifth day it is not due again yet.
  expect(await about(release.id)).toMatchObject([{ kind: "payout.unapproved", state: "open", count: 2 }]);
  await approve(stage, stage.people.admin(), release.payoutId);
  expect(await about(release.id)).toMatchObject([{ kind: "payout.unapproved", state: "closed" }]);
  await runAt(20);
  expect(await about(release.id)).toHaveLength(1);
});

test("a payout that a hold takes back is waited for no more", async () => {
  const { id, scope } = await releasable(stage);
  await inTransaction(stage.system(), (tx) => payment.holdMoney(tx, { scope, tranche: 1, reason: "a case", by: "disputes" }));
  expect(await stage.db.prisma.deadline.count({ where: { purpose: "payout_approval", subjectId: id, status: "pending" } })).toBe(0);
});

test("a sweep that tried too often", async () => {
  await funded(stage);
  const sweep = await stage.db.prisma.sweep.findFirstOrThrow({ where: { chain: stage.spec.chain, status: "planned" } });
  for (let n = 0; n < 8; n += 1)
    await stage.db.prisma.txAttempt.create({
      data: {
        id: crypto.randomUUID(),
        chain: stage.spec.chain,
        signer: sweep.address,
        nonce: 1_000 + n,
        purpose: "sweep",
        subjectId: sweep.id,
        step: `transfer.${n}`,
        raw: "0x",
        txHash: `0x${crypto.randomUUID().replaceAll("-", "")}`,
        status: "failed",
      },
    });
  await stage.db.prisma.sweep.updateMany({ data: { leaseUntil: null } });
  await payment.advanceSweeps(stage.system(), stage.rail);
  expect(await about(sweep.id)).toMatchObject([{ kind: "sweep.failed", state: "open" }]);
  // A day later another one is planned, once, and what made the first fail has passed.
  const timer = { purpose: "sweep_again", subjectId: sweep.id };
  const clock = testClock(new Date(Date.now() + 25 * 3_600_000));
  for (let run = 0; run < 2; run += 1) await runTimer(stage.people.system({ clock }), payment.PAYMENT_TIMERS, timer);
  await settle(stage, 15);
  const sweeps = await stage.db.prisma.sweep.findMany({ where: { chain: stage.spec.chain }, orderBy: { id: "asc" } });
  expect(sweeps.map(({ status, amount }) => [status, amount])).toEqual([
    ["failed", sweep.amount],
    ["settled", sweep.amount],
  ]);
  await expectBooksToMatchChain(stage);
});

test("a webhook set aside, until it is tried again and understood", async () => {
  const { intent, deposit } = await payable(stage);
  const place = stage.chain.pay({ to: deposit, amount: PRICE });
  await report(stage, intent.id, place);
  const row = await stage.db.prisma.webhookInbox.findFirstOrThrow({ where: { processedAt: null }, orderBy: { receivedAt: "desc" } });
  // The last of ten failures, and then whatever was broken is mended.
  await stage.db.prisma.webhookInbox.updateMany({ where: { id: row.id }, data: { attempts: 9 } });
  const broken = { rails: null } as unknown as typeof stage.ports;
  await payment.processInbox(stage.system(), broken);
  expect(await about(row.id)).toMatchObject([{ kind: "webhook.set_aside", state: "open" }]);
  await payment.processInbox(stage.system(), stage.ports);
  expect(await about(row.id)).toMatchObject([{ state: "open" }]);
  await inTransaction(stage.system(), (tx) => payment.retryWebhook(tx, row.id));
  await payment.processInbox(stage.system(), stage.ports);
  expect(await about(row.id)).toMatchObject([{ state: "closed" }]);
  // What was processed stays so, whatever its outcome is called.
  await stage.db.prisma.webhookInbox.updateMany({ where: { id: row.id }, data: { outcome: "failed: says the provider" } });
  await inTransaction(stage.system(), (tx) => payment.retryWebhook(tx, row.id));
  expect((await stage.db.prisma.webhookInbox.findUniqueOrThrow({ where: { id: row.id } })).processedAt).not.toBeNull();
});

test("a scanner that takes no targets is one incident, once it has refused for long", async () => {
  const deaf = { ...stage.rail, watchers: [{ watch: () => Promise.reject(new Error("no")) }] };
  const { dealId, scope } = await newDeal(stage);
  await payment.openIntent(stage.people.buyer(), { dealId, refundAddress: `0x${"bb".repeat(20)}` }, stage.payIn);
  await payment.watchIntents(stage.system(), deaf);
  expect(await about(stage.spec.chain)).toEqual([]);
  await stage.db.prisma.paymentIntent.updateMany({ where: { scope }, data: { createdAt: new Date(Date.now() - 11 * 60_000) } });
  await payment.watchIntents(stage.system(), deaf);
  expect(await about(stage.spec.chain)).toMatchObject([{ kind: "scanner.refuses", state: "open" }]);
  await payment.watchIntents(stage.system(), stage.rail);
  expect(await about(stage.spec.chain)).toMatchObject([{ state: "closed" }]);
});

test("a worker that is refused after another was taken raises nothing: nobody would mend it", async () => {
  const { dealId, scope } = await newDeal(stage);
  await payment.openIntent(stage.people.buyer(), { dealId, refundAddress: `0x${"bb".repeat(20)}` }, stage.payIn);
  await stage.db.prisma.paymentIntent.updateMany({ where: { scope }, data: { createdAt: new Date(Date.now() - 11 * 60_000) } });
  const late = {
    ...stage.rail,
    watchers: [
      {
        watch: async (): Promise<void> => {
          await payment.watchIntents(stage.system(), stage.rail);
          throw new Error("too late");
        },
      },
    ],
  };
  await payment.watchIntents(stage.system(), late);
  expect(await about(stage.spec.chain)).toEqual([]);
});

test("an escrow wallet that the scanner does not take is one incident too, until it does", async () => {
  const { chain, escrowWallet: address } = stage.spec;
  const deaf = {
    ...stage.rail,
    watchers: [{ watch: (id: string) => (id.startsWith("wal_") ? Promise.reject(new Error("no")) : Promise.resolve()) }],
  };
  const { dealId, scope } = await newDeal(stage);
  await payment.openIntent(stage.people.buyer(), { dealId, refundAddress: `0x${"bb".repeat(20)}` }, stage.payIn);
  await payment.watchIntents(stage.system(), deaf);
  expect(await about(chain)).toEqual([]);
  await stage.db.prisma.paymentIntent.updateMany({ where: { scope }, data: { createdAt: new Date(Date.now() - 11 * 60_000) } });
  await payment.watchIntents(stage.system(), deaf);
  // Another target that is taken mends nothing.
  const other = await newDeal(stage);
  await payment.openIntent(stage.people.buyer(), { dealId: other.dealId, refundAddress: `0x${"bb".repeat(20)}` }, stage.payIn);
  expect(await payment.watchIntents(stage.system(), deaf)).toBe(1);
  expect(await about(chain)).toMatchObject([{ kind: "scanner.refuses", state: "open" }]);
  await payment.watchIntents(stage.system(), stage.rail);
  expect(await about(chain)).toMatchObject([{ state: "closed" }]);
  expect((await stage.db.prisma.ownAddress.findUniqueOrThrow({ where: { chain_address: { chain, address } } })).watchedAt).not.toBeNull();
});

test("two workers that see different heads register the wallet with one block, though the first one dies", async () => {
  const { chain, escrowWallet: address } = stage.spec;
  const asked: number[] = [];
  const sees = (head: () => Promise<number>, dies: boolean) => ({
    ...stage.rail,
    verifier: { ...stage.rail.verifier, head },
    watchers: [
      {
        watch: (_: string, { fromBlock }: { fromBlock: number }) => {
          asked.push(fromBlock);
          return dies ? Promise.reject(new Error("died")) : Promise.resolve();
        },
      },
    ],
  });
  const first = sees(() => Promise.resolve(105), true);
  // The race point lies between what the second worker has read and what it writes.
  const second = sees(async () => {
    await payment.watchIntents(stage.system(), first);
    return 100;
  }, false);
  expect(await payment.watchIntents(stage.system(), second)).toBe(1);
  expect(asked).toEqual([105, 105]);
  const stored = await stage.db.prisma.ownAddress.findUniqueOrThrow({ where: { chain_address: { chain, address } } });
  expect(stored).toMatchObject({ watchFromBlock: 105, watchedAt: expect.any(Date) });
});

test("an address with less native coin than the books say is one incident, until they agree again", async () => {
  const look = async () => {
    stage.chain.mine(4);
    await payment.reconcileNative(stage.system(), stage.rail);
  };
  const had = stage.chain.native.get(ESCROW) ?? 0n;
  await look();
  const before = await about(`${stage.chain.id}:${ESCROW}`);
  stage.chain.native.set(ESCROW, had - 5n);
  await look();
  await look();
  const short = (await about(`${stage.chain.id}:${ESCROW}`)).slice(before.length);
  expect(short).toEqual([{ kind: "wallet.native_short", state: "open", count: 1, dealId: null }]);
  const [row] = await stage.db.prisma.incident.findMany({ where: { kind: "wallet.native_short", state: "open" } });
  expect(row?.detail).toMatchObject({ missing: "5" });
  stage.chain.native.set(ESCROW, had);
  await look();
  expect((await about(`${stage.chain.id}:${ESCROW}`)).slice(before.length)).toMatchObject([
    { kind: "wallet.native_short", state: "closed" },
  ]);
});
