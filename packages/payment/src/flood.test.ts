import { inTransaction } from "@amanat/db";
import { proved, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test, vi } from "vitest";
import * as payment from "./index.ts";
import { COUNTERFEIT, ESCROW } from "./testing/small-chain.ts";
import {
  approve,
  expectBooksToMatchChain,
  funded,
  intake,
  payable,
  PRICE,
  REFUND_TO,
  report,
  reportAll,
  setFloors,
  setStage,
  settle,
  type Stage,
} from "./testing/stage.ts";

const database = useDatabase();
const FLOOD = 200;
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
  await setFloors(database.db, { [stage.asset]: "100", [stage.other]: "100" });
});

const funds = (scope: string) => payment.fundsIn(stage.system(), scope, stage.asset);
const view = (dealId: string) => payment.getIntent(stage.people.guard(), { dealId }, stage.payIn);
const payouts = (scope: string) => payment.payoutsOf(stage.system(), [scope]);
const sweeps = () => stage.db.prisma.sweep.findMany({ where: { chain: stage.chain.id }, orderBy: { createdAt: "asc" } });
const told = (scope: string) => stage.db.prisma.event.count({ where: { channel: `deal:${scope}` } });
const waiting = async () =>
  (await payment.listWaiting(stage.people.guard(), { limit: 100 })).data.filter(({ asset }) => asset.chain === stage.chain.id);

/** One transaction with many coins for one address, told log by log. */
async function flood(target: string, to: string, change: { count?: number; token?: string; amount?: bigint } = {}): Promise<void> {
  const { count = FLOOD, amount = 1n, token } = change;
  const place = stage.chain.payMany(Array.from({ length: count }, () => ({ to, amount, ...(token === undefined ? {} : { token }) })));
  await reportAll(stage, place, () => target);
}

/** Passes until nothing that this test was told is left to read. */
async function drain(): Promise<void> {
  while ((await stage.db.prisma.webhookInbox.count({ where: { processedAt: null } })) > 0)
    await payment.processInbox(stage.system(), stage.ports);
  await intake(stage);
}

/** Passes of the worker until a deal is funded, with the chain final already. */
async function passesUntilCredited(dealId: string, most: number): Promise<number> {
  for (let pass = 1; pass <= most; pass += 1) {
    await intake(stage);
    if ((await view(dealId)).status === "credited") return pass;
  }
  return Number.POSITIVE_INFINITY;
}

// Each coin is a webhook of its own: on a busy machine more than the usual bound, which is there to end a hang.
vi.setConfig({ testTimeout: 240_000 });

describe("two hundred coins of one unit in one transaction", () => {
  test("make one sweep and one refund to approve, are booked to the unit, and fill no timeline", async () => {
    const { scope, dealId, intent, deposit } = await funded(stage);
    const before = await told(scope);
    await flood(intent.id, deposit);
    stage.chain.mine(4);
    await drain();
    await intake(stage);
    await intake(stage);
    expect(await funds(scope)).toMatchObject({ held: PRICE, refundable: BigInt(FLOOD), balanced: true });
    // The hundredth unit made it worth sending; the second hundred joined what waited for approval.
    expect(await payouts(scope)).toMatchObject([{ kind: "refund", status: "pending_approval", amount: 200n, destination: REFUND_TO }]);
    expect((await sweeps()).map(({ amount }) => amount)).toEqual([PRICE + BigInt(FLOOD)]);
    expect((await told(scope)) - before).toBeLessThan(90);
    const shown = await view(dealId);
    expect(shown).toMatchObject({ transferCount: FLOOD + 1, waiting: "0" });
    expect(shown.transfers).toHaveLength(50);
    await settle(stage, 12);
    await expectBooksToMatchChain(stage);
  });

  test("an honest payment beside them is credited in the passes it takes without them", async () => {
    const quiet = await payable(stage);
    await report(stage, quiet.intent.id, stage.chain.pay({ to: quiet.deposit, amount: PRICE }));
    stage.chain.mine(4);
    const alone = await passesUntilCredited(quiet.dealId, 3);

    const victim = await payable(stage);
    const honest = await payable(stage);
    await flood(victim.intent.id, victim.deposit, { count: 160 });
    await report(stage, honest.intent.id, stage.chain.pay({ to: honest.deposit, amount: PRICE }));
    // Also on the very address that is flooded.
    await report(stage, victim.intent.id, stage.chain.pay({ to: victim.deposit, amount: PRICE }));
    stage.chain.mine(4);
    expect(await passesUntilCredited(honest.dealId, 3)).toBe(alone);
    expect((await view(victim.dealId)).status).toBe("credited");
    // And what comes while the flood is still being verified.
    const later = await payable(stage);
    await report(stage, later.intent.id, stage.chain.pay({ to: later.deposit, amount: PRICE }));
    stage.chain.mine(4);
    expect(await stage.db.prisma.incomingTransfer.count({ where: { chain: stage.chain.id, status: "detected" } })).toBe(0);
    expect(await passesUntilCredited(later.dealId, 3)).toBe(alone);
    // No other test has this chain: what were left unread would fail there, again and again, until it is set aside.
    await drain();
  });
});

describe("counterfeit logs", () => {
  test("1,500 in one transaction are counted, not told: the timeline keeps its beginning and the view stays small", async () => {
    const { scope, dealId, intent, deposit } = await payable(stage);
    const empty = JSON.stringify(await view(dealId)).length;
    await flood(intent.id, deposit, { count: 100, token: COUNTERFEIT });
    // What a scanner that knows our tokens makes of the other fourteen hundred.
    const place = stage.chain.payMany([{ to: deposit, amount: 1n, token: COUNTERFEIT }]);
    await reportAll(stage, place, () => intent.id, { also: 1_399 });
    await drain();
    const shown = await view(dealId);
    expect(shown).toMatchObject({ status: "awaiting", received: "0", counterfeits: 1_500 });
    expect(shown.transfers).toHaveLength(5);
    expect(JSON.stringify(shown).length).toBeLessThan(empty + 3_000);
    const types = (await stage.db.prisma.event.findMany({ where: { channel: `deal:${scope}` } })).map(({ type }) => type);
    expect(types.filter((type) => type === "payment.rejected.v1")).toHaveLength(1);
    expect(await stage.db.prisma.incomingTransfer.count({ where: { chain: stage.chain.id } })).toBe(5);
  });

  test("to our own wallet they leave no row at all", async () => {
    await flood(payment.walletTarget(stage.chain.id, ESCROW), ESCROW, { count: 30, token: COUNTERFEIT });
    await drain();
    expect(await stage.db.prisma.incomingTransfer.count({ where: { chain: stage.chain.id } })).toBe(0);
    expect(await stage.db.prisma.webhookInbox.count({ where: { processedAt: null, target: { startsWith: "wal_" } } })).toBe(0);
  });
});

describe("what is not worth moving", () => {
  async function dust(amount: bigint) {
    const deal = await funded(stage);
    await report(stage, deal.intent.id, stage.chain.pay({ to: deal.deposit, amount }));
    stage.chain.mine(4);
    await intake(stage);
    return deal;
  }

  test("waits, is shown to payer and operator with a date, and goes when it has grown", async () => {
    const { scope, dealId, intent, deposit } = await dust(60n);
    expect(await payouts(scope)).toEqual([]);
    expect(await funds(scope)).toMatchObject({ refundable: 60n, balanced: true });
    expect((await view(dealId)).waiting).toBe("60");
    expect(await waiting()).toMatchObject([{ intentId: intent.id, dealId, amount: "60", floor: "100", destination: REFUND_TO }]);
    const [row] = await waiting();
    expect(new Date(row?.dueAt ?? 0).getTime() - new Date(row?.since ?? 0).getTime()).toBe(30 * 86_400_000);
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: 40n }));
    stage.chain.mine(4);
    await intake(stage);
    expect(await payouts(scope)).toMatchObject([{ kind: "refund", amount: 100n }]);
    expect(await waiting()).toEqual([]);
    expect((await view(dealId)).waiting).toBe("0");
  });

  test("goes when an operator says so: by their word, another's approval, and the sweep it needs", async () => {
    const { scope, intent } = await dust(60n);
    await settle(stage, 10);
    const say = (amount: string, ctx = stage.people.admin({ idempotencyKey: crypto.randomUUID() })) =>
      proved(ctx, (asked) => payment.refundWaiting(asked, { intentId: intent.id, amount }));
    await expect(say("61")).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(payment.refundWaiting(stage.people.guard(), { intentId: intent.id, amount: "60" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const key = crypto.randomUUID();
    const first = await say("60", stage.people.admin({ idempotencyKey: key }));
    expect(await say("60", stage.people.admin({ idempotencyKey: key }))).toEqual(first);
    await expect(say("60")).rejects.toMatchObject({ code: "INVALID_STATE" });
    await expect(approve(stage, stage.people.admin(), first.payoutId)).rejects.toMatchObject({ code: "SELF_APPROVAL" });
    await approve(stage, stage.people.admin2(), first.payoutId);
    await settle(stage, 20);
    expect(stage.chain.tokens.get(REFUND_TO)).toBe(60n);
    expect(await funds(scope)).toMatchObject({ refunded: 60n, held: PRICE, balanced: true });
    await expectBooksToMatchChain(stage);
  });

  test("small change raises nothing that waits for approval: the approver's amount stands still", async () => {
    const { scope, intent, deposit } = await dust(100n);
    const [first] = await payouts(scope);
    for (let n = 0; n < 3; n += 1) {
      await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: BigInt(n + 1) }));
      stage.chain.mine(4);
      await intake(stage);
    }
    expect(await payouts(scope)).toEqual([first]);
    expect(await waiting()).toMatchObject([{ amount: "6" }]);
    const { version } = await stage.db.prisma.payout.findUniqueOrThrow({ where: { id: first?.id ?? "" } });
    expect(version).toBe(0);
  });

  test("a dusty deposit address is not swept; a payout that needs the dust sweeps it", async () => {
    const { scope, intent, deposit } = await payable(stage);
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: 60n }));
    stage.chain.mine(4);
    await intake(stage);
    expect(await inTransaction(stage.system(), (tx) => payment.expireIntent(tx, { scope }))).toBe("expired");
    await settle(stage, 6);
    expect(stage.chain.signatures).toEqual([]);
    expect(await waiting()).toMatchObject([{ amount: "60" }]);
    const { payoutId } = await proved(stage.people.admin(), (asked) => payment.refundWaiting(asked, { intentId: intent.id, amount: "60" }));
    await approve(stage, stage.people.admin2(), payoutId);
    await settle(stage, 20);
    expect(stage.chain.tokens.get(REFUND_TO)).toBe(60n);
    await expectBooksToMatchChain(stage);
  });
});

describe("when the time to pay runs out", () => {
  test("a part that is here goes back and the intent ends; what still confirms and is too little follows it", async () => {
    const { scope, dealId, intent, deposit } = await payable(stage);
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: 300n }));
    stage.chain.mine(4);
    await intake(stage);
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: 7n }));
    await intake(stage);
    expect((await view(dealId)).status).toBe("confirming");
    expect(await inTransaction(stage.system(), (tx) => payment.expireIntent(tx, { scope }))).toBe("expired");
    expect(await payouts(scope)).toMatchObject([{ kind: "refund", amount: 300n }]);
    stage.chain.mine(4);
    await intake(stage);
    expect(await view(dealId)).toMatchObject({ status: "expired", exception: "late", waiting: "7" });
    expect(await funds(scope)).toMatchObject({ received: 0n, refundable: 307n, balanced: true });
  });

  test("a complete price that still confirms is waited for", async () => {
    const { scope, dealId, intent, deposit } = await payable(stage);
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: PRICE }));
    await intake(stage);
    expect(await inTransaction(stage.system(), (tx) => payment.expireIntent(tx, { scope }))).toBe("money_seen");
    stage.chain.mine(4);
    await intake(stage);
    expect((await view(dealId)).status).toBe("credited");
  });
});
