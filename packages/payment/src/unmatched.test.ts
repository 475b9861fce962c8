import { publicId, uuidOf } from "@amanat/contracts";
import { atOnce, expectRefused, proved, succeeded, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import * as payment from "./index.ts";
import { ESCROW, OTHER_TOKEN, TOKEN } from "./testing/small-chain.ts";
import {
  approve,
  expectBooksToMatchChain,
  funded,
  intake,
  payable,
  PRICE,
  referenceHashOf,
  report,
  setStage,
  settle,
  type Stage,
} from "./testing/stage.ts";

const database = useDatabase();
const BACK_TO = `0x${"ba".repeat(20)}`;
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const wallet = () => payment.walletTarget(stage.chain.id, ESCROW);
const funds = (scope: string) => payment.fundsIn(stage.system(), scope, stage.asset);
const view = (dealId: string) => payment.getIntent(stage.people.guard(), { dealId }, stage.payIn);
const mine = <Row extends { asset: { chain: string } }>(rows: readonly Row[]) => rows.filter(({ asset }) => asset.chain === stage.chain.id);
const unmatched = async () => mine((await payment.listUnmatched(stage.people.guard(), { limit: 100 })).data);
async function final(): Promise<void> {
  stage.chain.mine(4);
  await intake(stage);
}
async function only() {
  const [first, ...others] = await unmatched();
  if (!first || others.length > 0) throw new Error(`${others.length + (first ? 1 : 0)} unmatched deposits`);
  return first;
}

describe("whatever arrives is booked", () => {
  test("the right proxy, token, reference and price, with the intent's own deposit address as recipient: it is the price", async () => {
    const { scope, dealId, intent, deposit } = await payable(stage);
    const referenceHash = await referenceHashOf(stage, scope);
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: PRICE }), { transfer: { via: "proxy", referenceHash } });
    await final();
    expect((await view(dealId)).status).toBe("credited");
    expect((await funds(scope)).held).toBe(PRICE);
    await settle(stage, 15);
    expect(stage.chain.tokens.get(ESCROW)).toBe(PRICE);
    await expectBooksToMatchChain(stage);
  });

  test("another token that is taken, on a deposit address: unmatched, shown to the payer, swept, and no part of the price", async () => {
    const { scope, dealId, intent, deposit } = await payable(stage);
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: 7n, token: OTHER_TOKEN }));
    await final();
    expect(await only()).toMatchObject({
      reason: "other_asset",
      status: "open",
      amount: "7",
      address: deposit,
      dealId,
      asset: { symbol: "USDT" },
    });
    expect(await view(dealId)).toMatchObject({
      status: "awaiting",
      received: "0",
      transfers: [{ status: "credited", unmatched: "other_asset" }],
    });
    expect(await stage.db.prisma.event.count({ where: { channel: `deal:${scope}`, type: "payment.detected.v1" } })).toBe(0);
    await settle(stage, 15);
    expect(stage.chain.bookOf(OTHER_TOKEN).get(ESCROW)).toBe(7n);
    await expectBooksToMatchChain(stage);
  });

  test("to escrow through a foreign proxy, or plainly one unit: unmatched, with who sent it", async () => {
    const sender = `0x${"cd".repeat(20)}`;
    await report(stage, wallet(), stage.chain.pay({ to: ESCROW, amount: 1n, from: sender }));
    await report(stage, wallet(), stage.chain.pay({ to: ESCROW, amount: PRICE, token: OTHER_TOKEN }));
    await final();
    expect(await unmatched()).toMatchObject([
      { reason: "no_reference", amount: "1", sender, address: ESCROW, dealId: null },
      { reason: "no_reference", amount: PRICE.toString(), asset: { symbol: "USDT" } },
    ]);
    await expectBooksToMatchChain(stage);
  });

  test("a reference that the chain does not bear out: the money is unmatched, and the intent goes on waiting", async () => {
    const { scope, dealId, intent } = await payable(stage);
    const referenceHash = await referenceHashOf(stage, scope);
    const place = stage.chain.pay({ to: ESCROW, amount: PRICE, reference: "another" });
    await report(stage, intent.id, place, { transfer: { via: "proxy", referenceHash } });
    await final();
    await intake(stage);
    expect(await only()).toMatchObject({ reason: "no_reference", amount: PRICE.toString() });
    expect(await view(dealId)).toMatchObject({ status: "awaiting", received: "0" });
    await expectBooksToMatchChain(stage);
  });

  test("a payment with somebody's reference, replayed: more than the price, and refundable to its payer", async () => {
    const { scope, intent } = await funded(stage);
    const referenceHash = await referenceHashOf(stage, scope);
    await report(stage, intent.id, stage.chain.pay({ to: ESCROW, amount: 9n }), { transfer: { via: "proxy", referenceHash } });
    await final();
    expect(await unmatched()).toEqual([]);
    expect(await funds(scope)).toMatchObject({ held: PRICE, refundable: 9n, balanced: true });
    await settle(stage, 15);
    await expectBooksToMatchChain(stage);
  });

  test("noted as nobody's at first, and named by a later report: it is the intent's", async () => {
    const { scope, intent } = await payable(stage);
    const referenceHash = await referenceHashOf(stage, scope);
    const place = stage.chain.pay({ to: ESCROW, amount: PRICE });
    await report(stage, wallet(), place);
    await intake(stage);
    await report(stage, intent.id, place, { transfer: { via: "proxy", referenceHash } });
    await final();
    expect(await unmatched()).toEqual([]);
    expect((await funds(scope)).held).toBe(PRICE);
    await expectBooksToMatchChain(stage);
  });

  test("our own sweep arrives in the wallet, and is nobody's deposit", async () => {
    const { scope } = await funded(stage);
    await settle(stage, 15);
    const sweep = [...stage.chain.mined.entries()].find(([, { transfers }]) => transfers.some(({ to }) => to === ESCROW));
    if (!sweep) throw new Error("nothing was swept");
    const [txHash, { blockHash, block: blockNumber }] = sweep;
    await report(stage, wallet(), { txHash, blockHash, blockNumber, logIndex: 0 });
    await final();
    expect(await unmatched()).toEqual([]);
    expect((await funds(scope)).held).toBe(PRICE);
    await expectBooksToMatchChain(stage);
  });

  test("told twice, late and by two workers at once, it is booked once", async () => {
    const place = stage.chain.pay({ to: ESCROW, amount: 5n });
    for (let n = 0; n < 3; n += 1) await report(stage, wallet(), place);
    stage.chain.mine(4);
    await atOnce(4, () => intake(stage));
    await report(stage, wallet(), place);
    await intake(stage);
    expect(await only()).toMatchObject({ amount: "5" });
    await expectBooksToMatchChain(stage);
  });

  test("a worker that dies while it books loses and doubles nothing", async () => {
    for (const point of ["deposit.verified", "deposit.credited"] as const) {
      await report(stage, wallet(), stage.chain.pay({ to: ESCROW, amount: 5n }));
      stage.chain.mine(4);
      stage.crash.at = point;
      await intake(stage);
      expect(stage.crash.at).toBeNull();
      await intake(stage);
      await expectBooksToMatchChain(stage);
    }
    expect(await unmatched()).toHaveLength(2);
  });
});

describe("native coin leaves no log", () => {
  const look = () => payment.reconcileNative(stage.system(), stage.rail);

  test("sent to a deposit address and to escrow, it is found by balance, once, and what the books say is what is there", async () => {
    const { deposit, dealId } = await payable(stage);
    stage.chain.payNative({ to: deposit, amount: 10n ** 17n });
    stage.chain.payNative({ to: ESCROW, amount: 3n });
    await look();
    expect(await unmatched()).toEqual([]);
    stage.chain.mine(4);
    await atOnce(3, look);
    await look();
    const found = await unmatched();
    expect(found).toHaveLength(2);
    expect(found).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ reason: "native_coin", amount: "3", address: ESCROW, sender: null, dealId: null }),
        expect.objectContaining({ reason: "native_coin", amount: (10n ** 17n).toString(), address: deposit, dealId }),
      ]),
    );
    await expectBooksToMatchChain(stage);
  });

  test("while gas is spent, topped up and paid out in every round, gifts are found to the unit and nothing else is", async () => {
    const deals = [await funded(stage), await funded(stage), await funded(stage)];
    let given = 0n;
    for (let round = 0; round < 25; round += 1) {
      const to = round % 3 === 0 ? ESCROW : (deals[round % 3]?.deposit ?? ESCROW);
      if (round < 12) {
        stage.chain.payNative({ to, amount: BigInt(1_000 + round) });
        given += BigInt(1_000 + round);
      }
      await look();
      await settle(stage, 1);
      await look();
    }
    await settle(stage, 10);
    await look();
    const found = (await unmatched()).map(({ amount }) => BigInt(amount));
    expect(found.reduce((sum, amount) => sum + amount, 0n)).toBe(given);
    await expectBooksToMatchChain(stage);
  });

  test("a worker that dies after booking books nothing again; a large gift goes to the wallet, and back", async () => {
    const { deposit } = await payable(stage);
    stage.chain.payNative({ to: deposit, amount: 10n ** 17n });
    stage.chain.mine(4);
    stage.crash.at = "native.booked";
    await look();
    await look();
    const gift = await only();
    await settle(stage, 12);
    expect(stage.chain.native.get(deposit) ?? 0n).toBeLessThan(10n ** 16n);
    await refund(gift);
    await settle(stage, 12);
    expect(stage.chain.native.get(BACK_TO)).toBe(10n ** 17n);
    expect(await payment.getUnmatched(stage.people.guard(), { unmatchedId: gift.id })).toMatchObject({ status: "refunded" });
    await look();
    await expectBooksToMatchChain(stage);
  });
});

type Deposit = Awaited<ReturnType<typeof only>>;
const admin = () => stage.people.admin();

function draft(
  deposit: Deposit,
  change: Partial<{ amount: string; destination: string; version: number }> = {},
  key = crypto.randomUUID(),
) {
  const { id: unmatchedId, version, amount } = deposit;
  const input = { unmatchedId, version, amount, destination: BACK_TO, reason: "The sender wrote to us", ...change };
  return proved(stage.people.admin({ idempotencyKey: key }), (ctx) => payment.refundUnmatched(ctx, input, stage.payIn));
}

/** Drafted by one admin, approved by another. */
async function refund(deposit: Deposit): Promise<void> {
  const { payoutId } = await draft(deposit);
  await approve(stage, stage.people.admin2(), payoutId);
}

describe("an operator sends it back", () => {
  async function lost() {
    await report(stage, wallet(), stage.chain.pay({ to: ESCROW, amount: 40n }));
    await final();
    return only();
  }

  test("four eyes: the author may not approve; approved by another it is paid once, and the books are even", async () => {
    const deposit = await lost();
    const { payoutId } = await draft(deposit);
    expect(await payment.getPayout(admin(), { payoutId })).toMatchObject({
      kind: "refund",
      dealId: null,
      unmatchedId: deposit.id,
      dealTitle: "The sender wrote to us",
      blockedBecause: "own_deal",
    });
    await expect(approve(stage, admin(), payoutId)).rejects.toMatchObject({ code: "SELF_APPROVAL" });
    await approve(stage, stage.people.admin2(), payoutId);
    await settle(stage, 15);
    expect(stage.chain.tokens.get(BACK_TO)).toBe(40n);
    expect(await payment.getUnmatched(admin(), { unmatchedId: deposit.id })).toMatchObject({ status: "refunded", payoutId });
    expect(await funds(uuidOf("unmatched", deposit.id) ?? "")).toMatchObject({ refunded: 40n, refundable: 0n, balanced: true });
    await expectBooksToMatchChain(stage);
  });

  test("rejected, or refused by the token, it lies open again and can be sent elsewhere", async () => {
    const deposit = await lost();
    const first = await draft(deposit);
    await proved(stage.people.admin2(), (ctx) =>
      payment.rejectPayout(ctx, { payoutId: first.payoutId, version: first.version, reason: "Not this address" }),
    );
    const again = await only();
    expect(again).toMatchObject({ status: "open", payoutId: null });
    stage.chain.reverting.add(BACK_TO);
    await refund(again);
    await settle(stage, 10);
    const third = await only();
    expect(third).toMatchObject({ status: "open", amount: "40" });
    stage.chain.reverting.clear();
    await refund(third);
    await settle(stage, 15);
    expect(stage.chain.tokens.get(BACK_TO)).toBe(40n);
    await expectBooksToMatchChain(stage);
  });

  test("two admins at once: one drafts; a replay answers the same; other amounts, old versions and our own addresses are refused", async () => {
    const deposit = await lost();
    await expect(draft(deposit, { amount: "41" })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(draft(deposit, { destination: ESCROW })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(draft(deposit, { destination: TOKEN })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(draft(deposit, { version: 7 })).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
    expect(succeeded(await atOnce(2, () => draft(deposit)))).toHaveLength(1);
    expect(await stage.db.prisma.payout.count({ where: { unmatchedId: uuidOf("unmatched", deposit.id) ?? "" } })).toBe(1);
    const other = await (async () => {
      await report(stage, wallet(), stage.chain.pay({ to: ESCROW, amount: 41n }));
      await final();
      return (await unmatched()).find(({ amount }) => amount === "41");
    })();
    if (!other) throw new Error("nothing arrived");
    const key = crypto.randomUUID();
    expect(await draft(other, {}, key)).toEqual(await draft(other, {}, key));
  });

  test("is for admins who prove to be there", async () => {
    const deposit = await lost();
    const input = { unmatchedId: deposit.id, version: 0, amount: "40", destination: BACK_TO, reason: "It is mine, all mine" };
    const forbidden = { FORBIDDEN: ["buyer", "guard", "stranger"] } as const;
    const keyed = { idempotencyKey: crypto.randomUUID() };
    await expectRefused(stage.people, (ctx) => payment.refundUnmatched(ctx, input, stage.payIn), forbidden, keyed);
    await expect(payment.refundUnmatched(admin(), input, stage.payIn)).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    await expect(payment.listUnmatched(stage.people.buyer(), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    const missing = { ...input, unmatchedId: publicId("unmatched", "00000000-0000-7000-8000-000000000000") };
    await expect(payment.refundUnmatched(admin(), missing, stage.payIn)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
