import { randomUUID } from "node:crypto";
import { uuidOf } from "@amanat/contracts";
import { inTransaction } from "@amanat/db";
import { trialBalance } from "@amanat/ledger";
import { atOnce, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import * as payment from "./index.ts";
import { COUNTERFEIT, ESCROW } from "./testing/small-chain.ts";
import { deliver, funded, intake, payable, PRICE, referenceHashOf, REFUND_TO, report, setStage, type Stage } from "./testing/stage.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const funds = (scope: string) => payment.fundsIn(stage.system(), scope, stage.asset);
const view = (dealId: string) => payment.getIntent(stage.people.guard(), { dealId }, stage.payIn);
const typesOf = async (scope: string) =>
  (await stage.db.prisma.event.findMany({ where: { channel: `deal:${scope}` }, orderBy: { seq: "asc" } })).map(({ type }) => type);
async function zeroSum(): Promise<void> {
  for (const { sum } of await trialBalance(stage.system())) expect(sum).toBe(0n);
}

test("a payment is seen, confirmed, proved, and held to the unit", async () => {
  const { scope, dealId, intent, deposit } = await payable(stage);
  const place = stage.chain.pay({ to: deposit, amount: PRICE });
  expect(await report(stage, intent.id, place)).toEqual({ http: 200, outcome: "stored" });
  expect((await view(dealId)).status).toBe("awaiting");
  await intake(stage);
  expect(await view(dealId)).toMatchObject({
    status: "confirming",
    received: "0",
    transfers: [{ status: "confirming", confirmations: 1, requiredConfirmations: 3 }],
  });
  expect((await funds(scope)).received).toBe(0n);
  stage.chain.mine(4);
  await intake(stage);
  expect(await view(dealId)).toMatchObject({
    status: "credited",
    exception: "none",
    received: PRICE.toString(),
    remaining: "0",
    pay: null,
  });
  expect(await funds(scope)).toMatchObject({ received: 0n, held: PRICE, funded: PRICE, balanced: true });
  expect(await typesOf(scope)).toEqual([
    "payment.awaiting.v1",
    "payment.detected.v1",
    "payment.confirming.v1",
    "payment.received.v1",
    "payment.credited.v1",
  ]);
  expect(await stage.db.prisma.sweep.count({ where: { intentId: uuidOf("intent", intent.id) ?? "" } })).toBe(1);
  await zeroSum();
});

test("a proxy payment lands in the escrow wallet and needs no sweep", async () => {
  const { scope, intent } = await payable(stage);
  const row = await stage.db.prisma.paymentIntent.findFirstOrThrow({ where: { scope } });
  const place = stage.chain.pay({ to: ESCROW, amount: PRICE });
  await report(stage, intent.id, place, { transfer: { via: "proxy", referenceHash: await referenceHashOf(stage, scope) } });
  stage.chain.mine(4);
  await intake(stage);
  expect((await funds(scope)).held).toBe(PRICE);
  expect(await stage.db.prisma.sweep.count({ where: { intentId: row.id } })).toBe(0);
});

describe("what the wrong money does", () => {
  test("too little is received, stays payable, and completes with the rest", async () => {
    const { scope, dealId, intent, deposit } = await payable(stage);
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: PRICE - 1n }));
    stage.chain.mine(4);
    await intake(stage);
    expect(await view(dealId)).toMatchObject({
      status: "awaiting",
      exception: "underpaid",
      remaining: "1",
      pay: { ways: [{ uri: expect.stringMatching(/:1$/) }, {}] },
    });
    expect(await funds(scope)).toMatchObject({ received: PRICE - 1n, held: 0n });
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: 1n }));
    stage.chain.mine(4);
    await intake(stage);
    expect(await view(dealId)).toMatchObject({ status: "credited", exception: "none" });
    expect(await funds(scope)).toMatchObject({ received: 0n, held: PRICE, balanced: true });
  });

  test("too much is held to the price, and the rest is on its way back", async () => {
    const { scope, dealId, intent, deposit } = await payable(stage);
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: PRICE + 5n }));
    stage.chain.mine(4);
    await intake(stage);
    expect(await view(dealId)).toMatchObject({ status: "credited", exception: "overpaid" });
    expect(await funds(scope)).toMatchObject({ held: PRICE, refundable: 5n, received: 0n, balanced: true });
    expect(await payment.payoutsOf(stage.system(), [scope])).toMatchObject([
      { kind: "refund", amount: 5n, destination: REFUND_TO, status: "pending_approval" },
    ]);
  });

  test("too late, after expiry or cancellation, goes back whole and the deal stays closed", async () => {
    for (const close of [payment.expireIntent, payment.cancelIntent]) {
      const { scope, dealId, intent, deposit } = await payable(stage);
      await inTransaction(stage.system(), (tx) => close(tx, { scope }));
      const closed = (await view(dealId)).status;
      await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: PRICE }));
      stage.chain.mine(4);
      await intake(stage);
      expect(await view(dealId)).toMatchObject({ status: closed, exception: "late", pay: null });
      expect(await funds(scope)).toMatchObject({ held: 0n, refundable: PRICE, balanced: true });
      expect(await payment.payoutsOf(stage.system(), [scope])).toMatchObject([{ kind: "refund", amount: PRICE }]);
    }
  });

  test("cancelling a part-paid deal gives the part back", async () => {
    const { scope, intent, deposit } = await payable(stage);
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: 3n }));
    stage.chain.mine(4);
    await intake(stage);
    expect(await inTransaction(stage.system(), (tx) => payment.cancelIntent(tx, { scope }))).toBe("money_seen");
    expect(await funds(scope)).toMatchObject({ received: 0n, refundable: 3n, balanced: true });
    expect(await payment.payoutsOf(stage.system(), [scope])).toMatchObject([{ kind: "refund", amount: 3n }]);
  });

  test("abuse 43: a counterfeit token and a failed transaction are worth nothing, visibly", async () => {
    const { scope, dealId, intent, deposit } = await payable(stage);
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: PRICE, token: COUNTERFEIT }));
    // The report lies about the token; the chain does not.
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: PRICE + 1n, token: COUNTERFEIT }), {
      transfer: { token: stage.asset.slice(-42) },
    });
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: PRICE, fails: true }), {
      transfer: { to: deposit, amount: PRICE.toString() },
    });
    stage.chain.mine(4);
    await intake(stage);
    const { status, transfers } = await view(dealId);
    expect(transfers.map(({ rejection }) => rejection)).toEqual(expect.arrayContaining(["failed_transaction", "wrong_token"]));
    expect(transfers).toHaveLength(3);
    expect(status).toBe("awaiting");
    expect(await funds(scope)).toMatchObject({ received: 0n, held: 0n, funded: 0n });
    expect((await typesOf(scope)).filter((type) => type === "payment.rejected.v1")).toHaveLength(3);
  });

  test("a second payment with the same reference is given back, and what is held stays", async () => {
    const { scope, dealId, intent, deposit } = await funded(stage);
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: 7n }));
    stage.chain.mine(4);
    await intake(stage);
    expect(await view(dealId)).toMatchObject({ status: "credited", exception: "overpaid" });
    expect(await funds(scope)).toMatchObject({ held: PRICE, refundable: 7n, balanced: true });
  });

  test("abuse 44: a report that names more than the chain shows credits nothing", async () => {
    const { scope, dealId, intent, deposit } = await payable(stage);
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: 1n }), { transfer: { amount: PRICE.toString() } });
    stage.chain.mine(4);
    await intake(stage);
    expect((await view(dealId)).transfers).toMatchObject([{ status: "rejected", rejection: "amount_mismatch" }]);
    expect((await funds(scope)).received).toBe(0n);
  });

  test("somebody else's reference, and transfers of nothing, are not this intent's", async () => {
    const { dealId, intent, deposit } = await payable(stage);
    await report(stage, intent.id, stage.chain.pay({ to: ESCROW, amount: PRICE }), {
      transfer: { via: "proxy", referenceHash: `0x${"12".repeat(32)}` },
    });
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: 0n }));
    // Neither at its address nor at ours: a claim of its reference that is worth nothing.
    await report(stage, intent.id, stage.chain.pay({ to: `0x${"5e".repeat(20)}`, amount: PRICE }), { transfer: { via: "proxy" } });
    await intake(stage);
    expect(await view(dealId)).toMatchObject({ transfers: [{ status: "rejected", rejection: "wrong_recipient" }], counterfeits: 1 });
    const inEscrow = await stage.db.prisma.incomingTransfer.findFirstOrThrow({ where: { chain: stage.chain.id, recipient: ESCROW } });
    expect(inEscrow).toMatchObject({ intentId: null, unmatched: "no_reference" });
  });
});

describe("reorganisations", () => {
  test("a payment that vanishes is un-detected; mined again it counts once", async () => {
    const { scope, dealId, intent, deposit } = await payable(stage);
    const place = stage.chain.pay({ to: deposit, amount: PRICE });
    await report(stage, intent.id, place);
    await intake(stage);
    expect((await view(dealId)).status).toBe("confirming");
    const again = stage.chain.reorg(place.txHash, { logIndex: 4 });
    await intake(stage);
    expect(await view(dealId)).toMatchObject({ status: "awaiting", transfers: [{ status: "orphaned" }] });
    expect(await typesOf(scope)).toContain("payment.reorged.v1");
    await report(stage, intent.id, place, { event: "payment.reorged" });
    await report(stage, intent.id, again);
    stage.chain.mine(4);
    await intake(stage);
    expect(await funds(scope)).toMatchObject({ held: PRICE, refundable: 0n, balanced: true });
  });

  test("a credited payment mined again at another log index is not credited again", async () => {
    const { scope, dealId, intent, place } = await funded(stage);
    const again = stage.chain.reorg(place.txHash, { logIndex: 9 });
    await report(stage, intent.id, again);
    stage.chain.mine(4);
    await intake(stage);
    const credited = async () => (await view(dealId)).transfers.filter(({ status }) => status === "credited");
    expect(await credited()).toHaveLength(1);
    expect(await funds(scope)).toMatchObject({ held: PRICE, refundable: 0n, funded: PRICE });
    // Nobody said that it has left its first block: that it was seen in another is enough to ask.
    for (let round = 0; round < 3; round += 1) {
      await payment.recheckOrphans(stage.system(), stage.rail);
      await intake(stage);
    }
    expect(await credited()).toMatchObject([{ logIndex: 9 }]);
    expect(await funds(scope)).toMatchObject({ held: PRICE, refundable: 0n, balanced: true });
  });

  test("a node that lags hides money only for a while", async () => {
    const { scope, dealId, intent, deposit } = await payable(stage);
    const place = stage.chain.pay({ to: deposit, amount: PRICE });
    const mined = stage.chain.mined.get(place.txHash);
    await report(stage, intent.id, place);
    stage.chain.mined.delete(place.txHash);
    await intake(stage);
    expect((await view(dealId)).status).toBe("awaiting");
    if (mined) stage.chain.mined.set(place.txHash, mined);
    stage.chain.mine(4);
    await payment.recheckOrphans(stage.system(), stage.rail);
    expect((await funds(scope)).held).toBe(PRICE);
  });
});

describe("webhooks", () => {
  test("abuse 43: they are refused when altered, unsigned, stale, early or cut short, and nothing is stored", async () => {
    const before = await stage.db.prisma.webhookInbox.count();
    for (const change of [
      { secret: "another" },
      { ageSeconds: 301 },
      { ageSeconds: -302 },
      { signature: "" },
      { signature: "ab" },
      { signature: "zz".repeat(32) },
      { delivery: "no spaces allowed" },
    ]) {
      expect(await deliver(stage.people.anonymous(), "{}", change)).toEqual({ http: 401, outcome: "refused" });
    }
    expect(await stage.db.prisma.webhookInbox.count()).toBe(before);
  });

  test("abuse 43: they are stored once however often they come, and credit once", async () => {
    const { scope, intent, deposit } = await payable(stage);
    const place = stage.chain.pay({ to: deposit, amount: PRICE });
    const delivery = randomUUID();
    const answers = await atOnce(20, () => report(stage, intent.id, place, { delivery }));
    expect(answers.filter((each) => each.status === "fulfilled" && each.value.outcome === "stored")).toHaveLength(1);
    stage.chain.mine(4);
    await report(stage, intent.id, place, { event: "payment.confirmed" });
    await report(stage, intent.id, place, { event: "payment.detected" });
    await Promise.all([intake(stage), intake(stage), intake(stage)]);
    await intake(stage);
    expect(await funds(scope)).toMatchObject({ held: PRICE, refundable: 0n, funded: PRICE });
    await zeroSum();
  });

  test("that nobody understands are kept with an outcome", async () => {
    for (const raw of ["not json", "{}", JSON.stringify({ event: "payment.celebrated" })]) await deliver(stage.system(), raw);
    await payment.processInbox(stage.system(), stage.ports);
    const rows = await stage.db.prisma.webhookInbox.findMany({ orderBy: { receivedAt: "desc" }, take: 3 });
    for (const row of rows)
      expect(row).toMatchObject({ processedAt: expect.any(Date), outcome: expect.stringMatching(/^(malformed|not understood)/) });
  });
});

test("a crash between proof and posting, or right after it, credits once", async () => {
  for (const point of ["deposit.verified", "deposit.credited"] as const) {
    const { scope, intent, deposit } = await payable(stage);
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: PRICE }));
    stage.chain.mine(4);
    stage.crash.at = point;
    await intake(stage);
    await intake(stage);
    expect(await funds(scope)).toMatchObject({ held: PRICE, funded: PRICE, balanced: true });
  }
});

test("the worker's verbs refuse people", async () => {
  const { ports, rail } = stage;
  for (const ctx of [stage.people.admin(), stage.people.anonymous()]) {
    await expect(payment.processInbox(ctx, ports)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(payment.proveTransfers(ctx, rail)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(payment.watchIntents(ctx, rail)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(payment.advancePayouts(ctx, rail)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(payment.advanceSweeps(ctx, rail)).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
});
