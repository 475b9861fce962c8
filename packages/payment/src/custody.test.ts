import { publicId } from "@amanat/contracts";
import { inTransaction } from "@amanat/db";
import { accountsOf, trialBalance } from "@amanat/ledger";
import { useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { CRASH_POINTS } from "./index.ts";
import * as payment from "./index.ts";
import { ESCROW } from "./testing/small-chain.ts";
import {
  approve,
  expectBooksToMatchChain,
  funded,
  PAID_TO,
  PRICE,
  REFUND_TO,
  releasable,
  setStage,
  refundAll,
  settle,
  type Stage,
  timePasses,
} from "./testing/stage.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const funds = (scope: string) => payment.fundsIn(stage.system(), scope, stage.asset);
const admin = () => stage.people.admin();
const paidOut = (to = PAID_TO) => stage.chain.tokens.get(to) ?? 0n;
const payouts = (scope: string) => payment.payoutsOf(stage.system(), [scope]);

async function approvedRelease() {
  const release = await releasable(stage);
  await approve(stage, admin(), release.payoutId);
  return release;
}

async function paidOnce({ scope, amount }: { scope: string; amount: bigint }): Promise<void> {
  expect(paidOut()).toBe(amount);
  expect(await funds(scope)).toMatchObject({ held: 0n, releasable: 0n, inFlight: 0n, released: amount, balanced: true });
  expect(await payouts(scope)).toMatchObject([{ kind: "release", status: "settled", txHash: expect.stringMatching(/^0x/) }]);
  for (const { sum } of await trialBalance(stage.system())) expect(sum).toBe(0n);
}

test("a deposit is swept and the seller paid, and books and chain agree", async () => {
  const before = await custodyOf(ESCROW);
  const release = await approvedRelease();
  await settle(stage);
  await paidOnce(release);
  // What stays in the wallet is the fee, in the ledger (negated: custody is a debit account) as on the chain.
  expect(before - (await custodyOf(ESCROW))).toBe(stage.chain.tokens.get(ESCROW));
  const sweep = await stage.db.prisma.sweep.findFirstOrThrow({ where: { chain: stage.spec.chain } });
  expect(sweep.status).toBe("settled");
  expect(await custodyOf(sweep.address)).toBe(0n);
  const types = (
    await stage.db.prisma.event.findMany({
      where: { channel: `deal:${release.scope}`, type: { startsWith: "payout" } },
      orderBy: { seq: "asc" },
    })
  ).map(({ type }) => type);
  expect(types).toEqual(["payout.drafted.v1", "payout.approved.v1", "payout.broadcast.v1", "payout.settled.v1"]);
});

async function custodyOf(party: string): Promise<bigint> {
  const rows = await accountsOf(stage.system(), { kinds: ["custody"], party, asset: stage.asset });
  return rows.reduce((sum, { balance }) => sum + balance, 0n);
}

test("a refund goes to the address the buyer named", async () => {
  const { scope } = await funded(stage);
  const id = await refundAll(stage, scope);
  expect(await refundAll(stage, scope)).toBe(id);
  expect(
    await inTransaction(stage.system(), (tx) =>
      payment.moveMoney(tx, { scope, cause: "another", divisions: [{ tranche: 1, refund: "rest" }] }),
    ),
  ).toEqual([]);
  await approve(stage, admin(), publicId("payout", id));
  await settle(stage);
  expect(paidOut(REFUND_TO)).toBe(PRICE);
  expect(await funds(scope)).toMatchObject({ refunded: PRICE, balanced: true });
});

test("nothing is signed while tokens or the proof of their deposit are missing", async () => {
  const release = await approvedRelease();
  await payment.advancePayouts(stage.system(), stage.rail);
  expect(stage.chain.signatures).toEqual([]);
  const [txHash, deposit] = [...stage.chain.mined.entries()][0] ?? [];
  if (!txHash || !deposit) throw new Error("no deposit");
  stage.chain.tokens.set(ESCROW, PRICE);
  stage.chain.mined.delete(txHash);
  await payment.advancePayouts(stage.system(), stage.rail);
  expect(stage.chain.signatures).toEqual([]);
  stage.chain.tokens.delete(ESCROW);
  stage.chain.mined.set(txHash, deposit);
  await settle(stage);
  await paidOnce(release);
});

describe.each(CRASH_POINTS.filter((point) => /^(?:payout|sweep)\.(?!bumped)/.test(point)))("a crash just after %s", (point) => {
  test("pays once", async () => {
    const release = await approvedRelease();
    stage.crash.at = point;
    await settle(stage);
    expect(stage.crash.at).toBeNull();
    await settle(stage, 5);
    await paidOnce(release);
    expect(stage.chain.signatures).toHaveLength(3);
  });
});

test("two workers at once sign each step once and pay once", async () => {
  const releases = [await approvedRelease(), await approvedRelease(), await approvedRelease()];
  for (let round = 0; round < 25; round += 1) {
    await Promise.all([
      settle(stage, 1),
      payment.advancePayouts(stage.system(), stage.rail),
      payment.advanceSweeps(stage.system(), stage.rail),
      payment.advancePayouts(stage.system(), stage.rail),
    ]);
  }
  await settle(stage, 10);
  expect(paidOut()).toBe(releases.reduce((sum, { amount }) => sum + amount, 0n));
  for (const { scope, amount } of releases) expect(await funds(scope)).toMatchObject({ released: amount, inFlight: 0n, balanced: true });
  const rows = await stage.db.prisma.txAttempt.findMany({ where: { chain: stage.spec.chain } });
  expect(new Set(rows.map(({ subjectId, step }) => `${subjectId}/${step.split(".")[0]}`)).size).toBe(rows.length);
  expect(rows.every(({ status }) => status === "settled")).toBe(true);
  const nonces = rows.filter(({ signer }) => signer === ESCROW).map(({ nonce }) => nonce);
  expect([...nonces].sort((a, b) => a - b)).toEqual(nonces.map((_, index) => index));
});

test("nodes that fail, refuse or forget delay a payout and never double it", async () => {
  const release = await approvedRelease();
  stage.chain.refusals = ["throws", "rejects", "forgets", "throws", "forgets", "rejects", "forgets"];
  await settle(stage, 60);
  await paidOnce(release);
  expect(stage.chain.signatures).toHaveLength(3);
});

test("a mined payout that is reorganised away is sent again, the same one", async () => {
  const release = await approvedRelease();
  for (let round = 0; round < 30 && paidOut() === 0n; round += 1) await settle(stage, 1);
  const [row] = await payouts(release.scope);
  const txHash = row?.txHash ?? "";
  expect(stage.chain.mined.has(txHash)).toBe(true);
  stage.chain.mined.delete(txHash);
  stage.chain.tokens.set(ESCROW, (stage.chain.tokens.get(ESCROW) ?? 0n) + release.amount);
  stage.chain.tokens.set(PAID_TO, 0n);
  stage.chain.nonces.set(ESCROW, (stage.chain.nonces.get(ESCROW) ?? 0) - 1);
  await settle(stage);
  await paidOnce(release);
  expect((await payouts(release.scope))[0]?.txHash).toBe(txHash);
});

test.each(["settled", "failed"])(
  "a payout is not %s while its transaction is open: another worker's node lost it meanwhile",
  async (status) => {
    const release = await releasable(stage);
    await settle(stage, 15);
    await approve(stage, admin(), release.payoutId);
    await payment.advancePayouts(stage.system(), stage.rail);
    if (status === "failed") stage.chain.reverting.add(PAID_TO);
    stage.chain.mine();
    await timePasses(stage);
    await payment.advancePayouts(stage.system(), stage.rail);
    expect(await payouts(release.scope)).toMatchObject([{ status: "confirming" }]);
    stage.chain.mine(7);
    const forgetful = { ...stage.rail, broadcaster: { ...stage.rail.broadcaster, outcome: () => Promise.resolve(null) } };
    const forget = async () => {
      await timePasses(stage);
      await payment.advancePayouts(stage.system(), forgetful);
    };
    await forget();
    await timePasses(stage);
    // The race point lies between what the first worker sees and what it writes.
    const raced = { ...stage.rail, crash: { at: (point: string) => (point === "payout.mined" ? forget() : Promise.resolve()) } };
    await payment.advancePayouts(stage.system(), raced);
    expect(await payouts(release.scope)).toMatchObject([{ status: "confirming" }]);
    expect(await funds(release.scope)).toMatchObject({ inFlight: release.amount, released: 0n });
    await settle(stage, 2);
    expect((await payouts(release.scope))[0]).toMatchObject({ status });
    expect(await stage.db.prisma.txAttempt.findMany({ where: { purpose: "payout", chain: stage.chain.id } })).toMatchObject([{ status }]);
    await expectBooksToMatchChain(stage);
  },
);

test("a payout that would revert fails unsigned; one that reverts on chain fails visibly; the money waits again", async () => {
  const release = await approvedRelease();
  stage.chain.reverting.add(PAID_TO);
  await settle(stage, 15);
  expect(await payouts(release.scope)).toMatchObject([
    { status: "failed" },
    { status: "pending_approval", amount: release.amount, destination: PAID_TO },
  ]);
  expect(await funds(release.scope)).toMatchObject({ releasable: release.amount, inFlight: 0n, balanced: true });
  expect(stage.chain.signatures).toHaveLength(2);
  stage.chain.reverting.clear();
  const [, again] = await payouts(release.scope);
  await approve(stage, admin(), `out_${again?.id.replaceAll("-", "")}`);
  // Signed while it would pass; the chain changes its mind before it is mined.
  for (let round = 0; round < 20 && stage.chain.signatures.length < 3; round += 1) await payment.advancePayouts(stage.system(), stage.rail);
  stage.chain.reverting.add(PAID_TO);
  await settle(stage, 15);
  expect(await payouts(release.scope)).toMatchObject([{ status: "failed" }, { status: "failed" }, { status: "pending_approval" }]);
  expect(await funds(release.scope)).toMatchObject({ releasable: release.amount, inFlight: 0n, balanced: true });
  expect(paidOut()).toBe(0n);
});

test("a sweep that reverts starts over; its gas is booked", async () => {
  const release = await approvedRelease();
  const { address } = await stage.db.prisma.sweep.findFirstOrThrow({ where: { chain: stage.spec.chain } });
  const signedByAddress = () => stage.chain.signatures.filter(({ from }) => from === address).length;
  for (let round = 0; round < 20 && signedByAddress() === 0; round += 1) {
    stage.chain.mine();
    await stage.db.prisma.sweep.updateMany({ data: { leaseUntil: null } });
    await payment.advanceSweeps(stage.system(), stage.rail);
  }
  // Signed while it would pass; the chain refuses it when it is mined.
  stage.chain.reverting.add(ESCROW);
  stage.chain.mine();
  stage.chain.reverting.clear();
  await settle(stage);
  await paidOnce(release);
  expect(signedByAddress()).toBe(2);
  const native = `${stage.spec.chain}/slip44:60`;
  const spent = 10n ** 18n - (stage.chain.native.get(ESCROW) ?? 0n) - (stage.chain.native.get(address) ?? 0n);
  const costs = await stage.db.prisma.txAttempt.findMany({ where: { chain: stage.spec.chain } });
  expect(costs.reduce((sum, { gasCost }) => sum + (gasCost ?? 0n), 0n)).toBe(spent);
  expect((await accountsOf(stage.system(), { kinds: ["custody"], party: address, asset: native })).map(({ balance }) => -balance)).toEqual([
    stage.chain.native.get(address) ?? 0n,
  ]);
});
