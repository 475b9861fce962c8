/** Transactions that are not mined, whatever the reason, and what gas costs meanwhile. */
import { accountsOf, trialBalance } from "@amanat/ledger";
import { useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import * as payment from "./index.ts";
import { bumpedFees } from "./rules.ts";
import { ESCROW } from "./testing/small-chain.ts";
import {
  approve,
  expectBooksToMatchChain,
  funded,
  PAID_TO,
  releasable,
  setFloors,
  setStage,
  settle,
  type Stage,
  timePasses,
} from "./testing/stage.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const attempts = (purpose?: string) =>
  stage.db.prisma.txAttempt.findMany({
    where: { chain: stage.chain.id, ...(purpose === undefined ? {} : { purpose }) },
    orderBy: { createdAt: "asc" },
  });
const sweeps = () => stage.db.prisma.sweep.findMany({ where: { chain: stage.chain.id } });

/** As long as a transaction is given to be mined passes, for all of them. */
async function waits(): Promise<void> {
  await stage.db.prisma.$executeRaw`
    UPDATE "TxAttempt" SET "createdAt" = "createdAt" - interval '4 minutes' WHERE "chain" = ${stage.chain.id} AND "status" IN ('signed', 'broadcast')`;
}

/** A payout that is signed and sent while gas costs more than it offers. */
async function stuckPayout() {
  const release = await releasable(stage);
  await settle(stage, 15);
  stage.chain.asks = 15n;
  const fees = stage.rail.broadcaster.fees;
  const cheap = { ...stage.rail, broadcaster: { ...stage.rail.broadcaster, fees: async () => ({ ...(await fees()), maxFeePerGas: 10n }) } };
  await approve(stage, stage.people.admin(), release.payoutId);
  await payment.advancePayouts(stage.system(), cheap);
  await timePasses(stage);
  return { ...release, rail: cheap };
}

async function paidOnce({ scope, amount }: { scope: string; amount: bigint }): Promise<void> {
  expect(stage.chain.tokens.get(PAID_TO)).toBe(amount);
  expect(await payment.payoutsOf(stage.system(), [scope])).toMatchObject([{ kind: "release", status: "settled" }]);
  expect((await trialBalance(stage.system())).every(({ sum }) => sum === 0n)).toBe(true);
  await expectBooksToMatchChain(stage);
}

test("fee bump: what is not mined is signed again with the same nonce and an eighth more, once, by two workers at once", async () => {
  const release = await stuckPayout();
  await settle(stage, 3);
  expect(await attempts("payout")).toHaveLength(1);
  await waits();
  await Promise.all([1, 2, 3].map(() => payment.advancePayouts(stage.system(), release.rail)));
  const [first, second, ...more] = await attempts("payout");
  expect(more).toEqual([]);
  expect(second).toMatchObject({
    nonce: first?.nonce,
    step: "transfer",
    replacesId: first?.id,
    maxFeePerGas: 12n,
    maxPriorityFeePerGas: 2n,
  });
  await waits();
  await settle(stage);
  const rows = await attempts("payout");
  expect(rows.map(({ status }) => status)).toEqual(["replaced", "replaced", "settled"]);
  const [payout] = await payment.payoutsOf(stage.system(), [release.scope]);
  expect(payout?.txHash).toBe(rows[2]?.txHash);
  await paidOnce(release);
});

test("replaced and dropped are reconciled: the older one is mined after all", async () => {
  const release = await stuckPayout();
  await waits();
  const older = [...stage.chain.pool.values()];
  await payment.advancePayouts(stage.system(), release.rail);
  // A node that never saw the newer one has its miner take the older.
  stage.chain.pool.clear();
  for (const tx of older) stage.chain.pool.set(tx.hash, tx);
  stage.chain.asks = 0n;
  stage.chain.mine();
  await settle(stage);
  const rows = await attempts("payout");
  expect(rows.map(({ status }) => status)).toEqual(["settled", "replaced"]);
  expect((await payment.payoutsOf(stage.system(), [release.scope]))[0]?.txHash).toBe(rows[0]?.txHash);
  await paidOnce(release);
});

test("a node that forgets what it took is sent the newest of a nonce again", async () => {
  const release = await stuckPayout();
  await waits();
  await payment.advancePayouts(stage.system(), release.rail);
  stage.chain.pool.clear();
  stage.chain.asks = 0n;
  await timePasses(stage);
  await payment.advancePayouts(stage.system(), release.rail);
  expect([...stage.chain.pool.keys()]).toEqual([(await attempts("payout"))[1]?.txHash]);
  await settle(stage);
  await paidOnce(release);
});

test.each(["payout.bumped", "payout.sent", "payout.broadcast", "payout.mined"] as const)(
  "a crash during a fee bump, just after %s, pays once",
  async (point) => {
    const release = await stuckPayout();
    await waits();
    stage.crash.at = point;
    await payment.advancePayouts(stage.system(), release.rail);
    stage.chain.asks = 0n;
    await settle(stage);
    expect(stage.crash.at).toBeNull();
    await paidOnce(release);
  },
);

test("nonce gap: a transaction that never reached a node holds back those behind it, which are not bumped, until it is sent", async () => {
  const releases = [await releasable(stage), await releasable(stage)];
  await settle(stage, 20);
  for (const { payoutId } of releases) await approve(stage, stage.people.admin(), payoutId);
  stage.chain.refusals = ["forgets"];
  await payment.advancePayouts(stage.system(), stage.rail);
  const [first, second] = await attempts("payout");
  expect((second?.nonce ?? 0) - (first?.nonce ?? 0)).toBe(1);
  expect([...stage.chain.pool.keys()]).toEqual([second?.txHash]);
  stage.chain.mine(2);
  expect(stage.chain.mined.has(second?.txHash ?? "")).toBe(false);
  await waits();
  await settle(stage, 20);
  expect((await attempts("payout")).filter(({ nonce }) => nonce === second?.nonce)).toHaveLength(1);
  for (const { scope } of releases) expect(await payment.payoutsOf(stage.system(), [scope])).toMatchObject([{ status: "settled" }]);
  await expectBooksToMatchChain(stage);
});

describe("gas spike", () => {
  // A native coin of a trillion dollars, so that a few units of gas are worth something.
  const dear = () => setFloors(database.db, {}, { [stage.chain.id]: { nativeCents: "100000000000000", gasPrice: "1" } });

  test("a sweep waits while gas costs more than it is worth, and goes on its own when gas is cheap again", async () => {
    await funded(stage);
    await dear();
    stage.chain.asks = 10n ** 9n;
    await settle(stage, 5);
    expect(await sweeps()).toMatchObject([{ status: "planned" }]);
    expect(stage.chain.signatures).toEqual([]);
    stage.chain.asks = 0n;
    await settle(stage, 20);
    expect(await sweeps()).toMatchObject([{ status: "settled" }]);
    await expectBooksToMatchChain(stage);
  });

  test("one that a payout waits for goes whatever gas costs", async () => {
    const release = await releasable(stage);
    await dear();
    stage.chain.asks = 10n ** 9n;
    await settle(stage, 5);
    expect(await sweeps()).toMatchObject([{ status: "planned" }]);
    await approve(stage, stage.people.admin(), release.payoutId);
    await settle(stage);
    await paidOnce(release);
  });

  test("between a sweep's gas and its transfer: more gas is sent, and the transfer is signed again", async () => {
    await funded(stage);
    await payment.advanceSweeps(stage.system(), stage.rail);
    stage.chain.mine();
    stage.chain.asks = 40n;
    await settle(stage, 2);
    expect((await attempts()).map(({ step }) => step)).toEqual(["gas_topup.1", "transfer.2"]);
    for (let round = 0; round < 12; round += 1) {
      await waits();
      await settle(stage, 2);
    }
    expect(await sweeps()).toMatchObject([{ status: "settled" }]);
    const rows = await attempts();
    expect(rows.filter(({ step }) => step.startsWith("gas_topup")).length).toBeGreaterThan(1);
    expect(rows.filter(({ status }) => !["settled", "replaced"].includes(status))).toEqual([]);
    await expectBooksToMatchChain(stage);
    const costs = await accountsOf(stage.system(), { kinds: ["network_cost"], asset: `${stage.chain.id}/slip44:60` });
    expect(costs.reduce((sum, { balance }) => sum + balance, 0n)).not.toBe(0n);
  });
});

test("top-up mined but sweep fails: its gas waits on the address, nothing is sent twice, and it goes on when the token lets it", async () => {
  await funded(stage);
  await payment.advanceSweeps(stage.system(), stage.rail);
  stage.chain.mine();
  stage.chain.reverting.add(ESCROW);
  await settle(stage, 6);
  expect((await attempts()).map(({ step, status }) => [step, status])).toEqual([["gas_topup.1", "settled"]]);
  expect(await sweeps()).toMatchObject([{ status: "gas_topup" }]);
  stage.chain.reverting.clear();
  await settle(stage, 20);
  expect((await attempts()).map(({ step, status }) => [step, status])).toEqual([
    ["gas_topup.1", "settled"],
    ["transfer.2", "settled"],
  ]);
  await expectBooksToMatchChain(stage);
});

test("a node that asks for a thousand times the fee raises a step four times at most, and an eighth is always more than a tenth", () => {
  const before = { maxFeePerGas: 10n, maxPriorityFeePerGas: 1n };
  expect(bumpedFees(before, { maxFeePerGas: 10_000n, maxPriorityFeePerGas: 0n })).toEqual({ maxFeePerGas: 40n, maxPriorityFeePerGas: 2n });
  for (const fee of [1n, 7n, 8n, 9n, 10n ** 9n + 1n]) {
    const next = bumpedFees({ maxFeePerGas: fee, maxPriorityFeePerGas: fee }, { maxFeePerGas: 0n, maxPriorityFeePerGas: 0n });
    expect(next.maxFeePerGas * 10n).toBeGreaterThanOrEqual(fee * 11n);
    expect(next.maxPriorityFeePerGas).toBe(next.maxFeePerGas);
  }
});
