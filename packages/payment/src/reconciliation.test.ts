import { randomUUID } from "node:crypto";
import { publicId } from "@amanat/contracts";
import { inTransaction } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import { useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import * as payment from "./index.ts";
import { SETTINGS } from "./settings.ts";
import { reconcileAll } from "./testing/reconcile.ts";
import { depositAddress, ESCROW } from "./testing/small-chain.ts";
import { approve, funded, payable, PRICE, releasable, report, setFloors, setStage, settle, type Stage } from "./testing/stage.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const HASH = `0x${"d".repeat(64)}`;
const HOUR_MS = 3_600_000;
const start = () => payment.startReconciliation(stage.people.admin(), { chain: stage.chain.id }, stage.payIn);
const detail = (reconciliationId: string) => payment.getReconciliation(stage.people.guard(), { reconciliationId });
const incidents = () => stage.db.prisma.incident.findMany({ where: { subject: stage.chain.id, closedAt: null } });

async function run(threshold = 1) {
  const { id } = await start();
  await reconcileAll(stage, threshold);
  return detail(id);
}

const resolve = (differenceId: string, version: number, ctx = stage.people.admin()) =>
  payment.resolveDifference(ctx, { differenceId, version, note: "Sent by hand", link: { kind: "transaction", txHash: HASH } });

describe("books and chain agree", () => {
  test("while twenty deposits and payouts are under way, at every step of theirs", async () => {
    const payouts: string[] = [];
    for (let n = 0; n < 5; n += 1) payouts.push((await releasable(stage)).payoutId);
    await settle(stage, 4);
    // Fifteen deposits that nobody has proved yet, one block each, and five payouts that are only approved.
    for (const payoutId of payouts) await approve(stage, stage.people.admin(), payoutId);
    for (let n = 0; n < 15; n += 1) {
      const { deposit, intent } = await payable(stage);
      await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: PRICE }));
    }
    await payment.processInbox(stage.system(), stage.ports);
    const seen = new Set<string>();
    for (let step = 0; step < 8; step += 1) {
      const { run: found, differences } = await run();
      expect({ step, status: found.status, differences }).toEqual({ step, status: "agrees", differences: [] });
      const rows = await stage.db.prisma.payout.findMany({ where: { chain: stage.chain.id }, select: { status: true } });
      for (const { status } of rows) seen.add(status);
      await settle(stage, 1);
    }
    // It was compared while money was between any two of these.
    expect([...seen].toSorted()).toEqual(expect.arrayContaining(["approved", "broadcast", "settled"]));
  });

  test("and a run says what it compared", async () => {
    await funded(stage);
    await settle(stage, 12);
    const { run: found } = await run();
    // The wallet and one deposit address, of three assets each; one deal.
    expect(found).toMatchObject({ status: "agrees", compared: 6, deals: 1, differences: 0, open: 0, alerted: false, startedBy: "admin" });
    expect(found.block).toBeGreaterThan(100);
  });

  test("native coin that came without a word is booked before anybody says that it differs", async () => {
    await payment.reconcileNative(stage.system(), stage.rail);
    stage.chain.payNative({ to: ESCROW, amount: 7n });
    stage.chain.mine(5);
    expect((await run()).differences).toEqual([]);
    expect(await stage.db.prisma.unmatchedDeposit.count({ where: { chain: stage.chain.id, reason: "native_coin" } })).toBe(1);
  });
});

describe("what differs", () => {
  const only = async () => {
    const { differences, run: found } = await run();
    expect(found).toMatchObject({ status: "drift", differences: differences.length, alerted: true });
    expect(differences).toHaveLength(1);
    return differences[0] ?? Promise.reject(new Error("nothing differs"));
  };

  test("missing_event: money is there that nobody told of", async () => {
    stage.chain.pay({ to: ESCROW, amount: 500n });
    stage.chain.mine(5);
    expect(await only()).toMatchObject({
      cause: "missing_event",
      address: ESCROW,
      books: "0",
      chain: "500",
      difference: "500",
      dealId: null,
    });
  });

  test("late: it was told an hour ago, and is not booked", async () => {
    const { deposit, intent } = await payable(stage);
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: PRICE }));
    await payment.processInbox(stage.system(), stage.ports);
    stage.chain.mine(5);
    expect((await run()).differences).toEqual([]);
    await stage.db.prisma.incomingTransfer.updateMany({
      where: { chain: stage.chain.id },
      data: { createdAt: new Date(Date.now() - 2 * HOUR_MS) },
    });
    expect(await only()).toMatchObject({ cause: "late", address: deposit, difference: PRICE.toString(), underWayIn: "0" });
  });

  test("duplicate: one transfer is booked twice", async () => {
    const { deposit } = await funded(stage);
    const twin = await stage.db.prisma.incomingTransfer.findFirstOrThrow({ where: { chain: stage.chain.id } });
    await stage.db.prisma.incomingTransfer.create({
      data: {
        ...twin,
        amount: twin.amount.toString(),
        id: randomUUID(),
        blockHash: `${twin.blockHash}again`,
        intentId: null,
        unmatched: "no_reference",
      },
    });
    const legs = {
      debit: { kind: "custody", party: deposit, asset: stage.asset },
      credit: { kind: "unmatched", scope: randomUUID(), asset: stage.asset },
    } as const;
    await inTransaction(stage.system(), (tx) =>
      post(tx, { id: journalId("test", twin.id, "twice"), legs: [{ ...legs, amount: PRICE, code: "deposit" }] }),
    );
    stage.chain.mine(5);
    expect(await only()).toMatchObject({ cause: "duplicate", address: deposit, difference: `-${PRICE}` });
  });

  test("dust: less than it costs to move", async () => {
    await setFloors(stage.db, { [stage.asset]: "1000" });
    stage.chain.pay({ to: ESCROW, amount: 500n });
    stage.chain.mine(5);
    expect((await only()).cause).toBe("dust");
  });

  test("reorg: a booked deposit is not on the chain", async () => {
    const { deposit, place } = await funded(stage);
    stage.chain.drop(place.txHash);
    stage.chain.mine(8);
    expect(await only()).toMatchObject({ cause: "reorg", address: deposit, difference: `-${PRICE}` });
  });

  test("unknown: money is gone, and nothing says why", async () => {
    const { deposit } = await funded(stage);
    stage.chain.tokens.set(deposit, PRICE - 3n);
    stage.chain.mine(5);
    expect(await only()).toMatchObject({ cause: "unknown", address: deposit, difference: "-3" });
  });

  test("money that the books have where no address is ours", async () => {
    const legs = {
      debit: { kind: "custody", party: depositAddress(9_999), asset: stage.asset },
      credit: { kind: "operator", asset: stage.asset },
    } as const;
    await inTransaction(stage.system(), (tx) =>
      post(tx, { id: journalId("test", stage.chain.id, "strange"), legs: [{ ...legs, amount: 4n, code: "operator_funding" }] }),
    );
    expect(await only()).toMatchObject({ address: depositAddress(9_999), difference: "-4" });
  });

  test("a deal whose transfers brought less than the ledger says", async () => {
    const { dealId, scope } = await funded(stage);
    const intent = await stage.db.prisma.paymentIntent.findFirstOrThrow({ where: { scope } });
    await stage.db.prisma.incomingTransfer.updateMany({ where: { intentId: intent.id }, data: { amount: (PRICE - 1n).toString() } });
    expect(await only()).toMatchObject({ dealId, address: null, block: null, books: PRICE.toString(), difference: "-1" });
  });

  test("what is gone at the second look is nothing; the largest is first", async () => {
    stage.chain.tokens.set(ESCROW, 500n);
    const { id } = await start();
    await payment.reconcileChain(stage.system(), stage.rail, { driftThreshold: 1 });
    stage.chain.tokens.set(ESCROW, 0n);
    await reconcileAll(stage);
    expect(await detail(id)).toMatchObject({ run: { status: "agrees" }, differences: [] });
    const { deposit } = await payable(stage);
    stage.chain.tokens.set(ESCROW, 1n);
    stage.chain.tokens.set(deposit, 9n);
    // Nine of the smallest units of another asset are less: it has eighteen decimals.
    stage.chain.others.set(stage.other.slice(stage.other.lastIndexOf(":") + 1), new Map([[ESCROW, 9n]]));
    expect((await run()).differences.map(({ difference, asset }) => `${difference} ${asset.symbol}`)).toEqual([
      "9 USDC",
      "1 USDC",
      "9 USDT",
    ]);
  });
});

describe("an incident", () => {
  test("is raised from the threshold on, again by the next run, and ends when all is resolved or a run agrees", async () => {
    const { deposit } = await payable(stage);
    stage.chain.tokens.set(ESCROW, 1n);
    stage.chain.tokens.set(deposit, 2n);
    expect((await run(3)).run).toMatchObject({ status: "drift", alerted: false, differences: 2 });
    expect(await incidents()).toEqual([]);
    const { run: found, differences } = await run(2);
    expect(await incidents()).toMatchObject([
      { kind: "reconciliation.drift", detail: { run: found.id, differences: "2", threshold: "2" } },
    ]);
    for (const [index, { id, version }] of differences.entries()) {
      expect((await incidents()).length).toBe(1);
      expect(await resolve(id, version)).toMatchObject({
        status: "resolved",
        resolved: { note: "Sent by hand", txHash: HASH, journal: null },
      });
      expect((await detail(found.id)).run.open).toBe(1 - index);
    }
    expect(await incidents()).toEqual([]);
    // It still differs: a resolution changes nothing of it.
    await run(2);
    expect((await incidents()).length).toBe(1);
    stage.chain.tokens.clear();
    expect((await run(2)).run.status).toBe("agrees");
    expect(await incidents()).toEqual([]);
    const trail = await stage.db.prisma.auditEntry.findMany({ where: { action: "reconciliation.resolve" } });
    expect(trail.length).toBe(2);
  });

  test("a link to a journal is one that touches the place", async () => {
    const { deposit } = await funded(stage);
    stage.chain.tokens.set(deposit, 0n);
    stage.chain.mine(5);
    const [found] = (await run()).differences;
    const linked = (journal: string) =>
      payment.resolveDifference(stage.people.admin(), {
        differenceId: found?.id ?? "",
        version: found?.version ?? 0,
        note: "It was reversed",
        link: { kind: "journal", journal },
      });
    const native = publicId("journal", journalId("stage", stage.chain.id, "gas"));
    await expect(linked(native)).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    const transfer = await stage.db.prisma.incomingTransfer.findFirstOrThrow({ where: { chain: stage.chain.id } });
    const journal = publicId("journal", journalId("payment", transfer.id, "credit"));
    expect(await linked(journal)).toMatchObject({ resolved: { journal, txHash: null } });
  });

  test("two admins resolve the last two at once: both are resolved, and the incident ends", async () => {
    const { deposit } = await payable(stage);
    stage.chain.tokens.set(ESCROW, 1n);
    stage.chain.tokens.set(deposit, 2n);
    const { differences } = await run();
    await Promise.all(differences.map(({ id, version }) => resolve(id, version)));
    expect(await incidents()).toEqual([]);
  });
});

describe("runs", () => {
  test("one at a time on a chain, whoever starts it; two workers make one of it", async () => {
    await funded(stage);
    const starts = await Promise.allSettled([start(), start(), start()]);
    expect(starts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await Promise.all([1, 2, 3].map(() => payment.reconcileChain(stage.system(), stage.rail, { driftThreshold: 1 })));
    await reconcileAll(stage);
    const [only, ...more] = await stage.db.prisma.reconciliationRun.findMany({ where: { chain: stage.chain.id } });
    expect(more).toEqual([]);
    expect(only).toMatchObject({ status: "agrees", compared: 6, deals: 1 });
  });

  test("by the timer once for each stretch, on a chain that is older than it", async () => {
    const turn = async () => {
      await payment.reconcileChain(stage.system(), stage.rail, { driftThreshold: 1 });
      await reconcileAll(stage);
      return stage.db.prisma.reconciliationRun.count({ where: { chain: stage.chain.id } });
    };
    expect(await turn()).toBe(0);
    await stage.db.prisma.asset.updateMany({ where: { chain: stage.chain.id }, data: { createdAt: new Date(Date.now() - 48 * HOUR_MS) } });
    expect([await turn(), await turn()]).toEqual([1, 1]);
    await stage.db.prisma.reconciliationRun.updateMany({
      where: { chain: stage.chain.id },
      data: { startedAt: new Date(Date.now() - 24 * HOUR_MS) },
    });
    expect([await turn(), await turn()]).toEqual([2, 2]);
    expect(SETTINGS.reconcileEveryHours.usual).toBe(24);
  });

  test("a chain that does not answer: tried again, in the end failed and told; the next run that ends mends it", async () => {
    const { id } = await start();
    const { balancesAt } = stage.rail.broadcaster;
    stage.rail.broadcaster.balancesAt = () => Promise.reject(new Error("the node is down"));
    await reconcileAll(stage);
    expect(await detail(id)).toMatchObject({ run: { status: "failed", failure: "the node is down" } });
    expect(await incidents()).toMatchObject([{ kind: "reconciliation.failed" }]);
    stage.rail.broadcaster.balancesAt = balancesAt;
    expect((await run()).run.status).toBe("agrees");
    expect(await incidents()).toEqual([]);
  });

  test("a worker that dies in any pass: the next one ends the run as if nothing had been", async () => {
    stage.chain.tokens.set(ESCROW, 5n);
    await funded(stage);
    const { id } = await start();
    for (let step = 0; step < 40; step += 1) {
      // It dies after so many answers of the chain, and its lease with it.
      let answers = step;
      const { balancesAt } = stage.rail.broadcaster;
      stage.rail.broadcaster.balancesAt = (places) => (answers-- > 0 ? balancesAt(places) : Promise.reject(new Error("killed")));
      await payment.reconcileChain(stage.system(), stage.rail, { driftThreshold: 1 });
      stage.rail.broadcaster.balancesAt = balancesAt;
      await stage.db.prisma.reconciliationRun.updateMany({ where: { chain: stage.chain.id }, data: { leaseUntil: null, tries: 0 } });
      await stage.db.prisma.reconciliationRow.updateMany({ where: { run: { chain: stage.chain.id } }, data: { lookedAt: new Date(0) } });
      if ((await detail(id)).run.status !== "running") break;
    }
    await reconcileAll(stage);
    expect(await detail(id)).toMatchObject({
      run: { status: "drift", compared: 6, deals: 1, differences: 1 },
      differences: [{ difference: "5" }],
    });
  });
});
