import { describeVerbs, proved, type Scene, testClock, useDatabase } from "@amanat/testing";
import type { Ctx } from "@amanat/db";
import { beforeEach } from "vitest";
import * as payment from "./index.ts";
import { reconcileAll } from "./testing/reconcile.ts";
import { ESCROW } from "./testing/small-chain.ts";
import { smallDevice, smallDevices } from "./testing/small-devices.ts";
import { RECEIVER, smallSignature } from "./testing/small-rail.ts";
import { SmallScreener } from "./testing/small-screener.ts";
import {
  approve,
  deliver,
  earned,
  funded,
  intake,
  newDeal,
  PAID_TO,
  payable,
  PRICE,
  REFUND_TO,
  releasable,
  report,
  setFloors,
  setStage,
  type Stage,
} from "./testing/stage.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const OTHER = `0x${"dd".repeat(20)}`;
const THIRD = `0x${"ee".repeat(20)}`;
const DECIDED = ["INVALID_STATE", "VERSION_CONFLICT"] as const;
const OTHERS = ["seller2", "admin", "guard"] as const;

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const reject = (ctx: Ctx, payoutId: string, version: number) =>
  proved(ctx, (sure) => payment.rejectPayout(sure, { payoutId, version, reason: "wrong address" }));

/** Money that fits no price has come to the wallet, and is final. */
async function strayDeposit() {
  await report(stage, payment.walletTarget(stage.chain.id, ESCROW), stage.chain.pay({ to: ESCROW, amount: 40n }));
  stage.chain.mine(4);
  await intake(stage);
  const { data } = await payment.listUnmatched(stage.people.guard(), { limit: 100 });
  const found = data.find(({ asset }) => asset.chain === stage.chain.id);
  if (!found) throw new Error("nothing has come");
  return found;
}

/** Whoever sent a deposit says so with their key. */
async function signedClaim(ctx: Ctx, wanted: { unmatchedId: string; destination: string }, sender: string) {
  const { text } = await payment.claimTextFor(ctx, wanted, stage.payIn);
  return payment.claimBySignature(ctx, { ...wanted, signature: smallSignature(sender, text) }, stage.payIn);
}

/** A price was paid from a listed address. */
async function frozenDeposit() {
  const deal = await payable(stage);
  const screener = new SmallScreener();
  screener.listed.add(THIRD);
  await report(stage, deal.intent.id, stage.chain.pay({ to: deal.deposit, amount: PRICE, from: THIRD }));
  stage.chain.mine(4);
  await intake({ ...stage, rail: { ...stage.rail, screener } });
  const { data } = await payment.listQuarantine(stage.people.guard(), { limit: 100, status: "frozen" });
  const found = data.find(({ dealId }) => dealId === deal.dealId);
  if (!found) throw new Error("nothing is frozen");
  return found;
}

/** More than the price was paid, by what is not worth sending. */
async function smallChange(amount: bigint) {
  const deal = await payable(stage);
  await setFloors(database.db, { [stage.asset]: (amount * 2n).toString() });
  await report(stage, deal.intent.id, stage.chain.pay({ to: deal.deposit, amount: PRICE + amount }));
  stage.chain.mine(4);
  await intake(stage);
  return deal.intent.id;
}

/** A difference that a run has found on a chain of its own: the scene of another verb has a run on the stage's. */
async function foundDifference() {
  const own = await setStage(database.db);
  own.chain.tokens.set(ESCROW, 5n);
  const { id: reconciliationId } = await payment.startReconciliation(own.people.admin(), { chain: own.chain.id }, own.payIn);
  await reconcileAll(own);
  const { differences } = await payment.getReconciliation(stage.people.guard(), { reconciliationId });
  const [found] = differences;
  if (!found) throw new Error("nothing differs");
  return found;
}

/** The ports of a process that requires devices. */
const strict = (): payment.PayInPorts => ({ ...stage.payIn, safekeeping: { required: true, devices: smallDevices } });

async function registeredDevice(one: ReturnType<typeof smallDevice>) {
  await stage.db.prisma.approvalDevice.updateMany({ where: { status: { not: "revoked" } }, data: { status: "revoked" } });
  const { textId, text } = await payment.deviceText(stage.people.admin(), { xpub: one.xpub }, strict());
  const input = { label: "Mine", xpub: one.xpub, signed: { textId, signature: one.sign(text) } };
  return proved(stage.people.admin(), (sure) => payment.registerDevice(sure, input, strict()));
}

// Views say what time it is: it stands still, so that equal answers are equal.
describeVerbs("payment", () => ({ ...stage, clock: testClock() }), {
  replayDelivery: async () => {
    await deliver(stage.system(), "{}");
    await deliver(stage.system(), "[]");
    await payment.processInbox(stage.system(), stage.ports);
    const { data } = await payment.listDeliveries(stage.people.guard(), { provider: "amn.scanner", limit: 2 });
    const replay =
      (deliveryId = ""): Scene["act"] =>
      (ctx) =>
        payment.replayDelivery(ctx, { deliveryId });
    return { by: stage.people.admin, act: replay(data[0]?.id), other: replay(data[1]?.id), stranger: "FORBIDDEN", again: "same" };
  },
  openIntent: async () => {
    const { dealId } = await newDeal(stage);
    const open =
      (refundAddress: string): Scene["act"] =>
      (ctx) =>
        payment.openIntent(ctx, { dealId, refundAddress }, stage.payIn);
    return {
      by: stage.people.buyer,
      act: open(REFUND_TO),
      other: open(OTHER),
      stranger: "NOT_FOUND",
      refused: { NOT_FOUND: ["seller", ...OTHERS] },
      again: "same",
    };
  },
  changeDestination: async () => {
    const { dealId } = await payable(stage);
    const change =
      (address: string): Scene["act"] =>
      (ctx) =>
        proved(ctx, (sure) => payment.changeDestination(sure, { dealId, address }, stage.payIn));
    return {
      by: stage.people.buyer,
      act: change(OTHER),
      other: change(THIRD),
      stranger: "NOT_FOUND",
      refused: { NOT_FOUND: OTHERS },
      again: "same",
    };
  },
  keepDestination: async () => {
    const { dealId } = await payable(stage);
    await proved(stage.people.buyer(), (sure) => payment.changeDestination(sure, { dealId, address: OTHER }, stage.payIn));
    const another = await payable(stage);
    const keep =
      (id: string): Scene["act"] =>
      (ctx) =>
        payment.keepDestination(ctx, { dealId: id });
    const refused = { NOT_FOUND: OTHERS };
    return { by: stage.people.buyer, act: keep(dealId), other: keep(another.dealId), stranger: "NOT_FOUND", refused, again: "same" };
  },
  redraftPayout: async () => {
    const { payoutId } = await releasable(stage);
    await reject(stage.people.admin(), payoutId, 0);
    const redraft =
      (version: number): Scene["act"] =>
      (ctx) =>
        proved(ctx, (sure) => payment.redraftPayout(sure, { payoutId, version, address: PAID_TO }, stage.payIn));
    return {
      by: stage.people.seller,
      act: redraft(1),
      stale: redraft(99),
      stranger: "NOT_FOUND",
      refused: { NOT_FOUND: ["buyer", ...OTHERS] },
      again: DECIDED,
    };
  },
  approvePayout: async () => {
    const { payoutId } = await releasable(stage);
    const decide =
      (version: number): Scene["act"] =>
      (ctx) =>
        approve(stage, ctx, payoutId, { version });
    return { by: stage.people.admin, act: decide(0), stale: decide(99), stranger: "FORBIDDEN", again: DECIDED };
  },
  approvePayouts: async () => {
    const one = await releasable(stage);
    const several =
      (balance: bigint): Scene["act"] =>
      (ctx) => {
        const amount = one.amount.toString();
        const seen = { payoutId: one.payoutId, version: 0, amount, destination: PAID_TO, balance: balance.toString() };
        const input = { asset: stage.asset, total: amount, payouts: [seen] };
        return proved(ctx, (sure) => payment.approvePayouts(sure, input, stage.payIn));
      };
    const stranger = "FORBIDDEN";
    return { by: stage.people.admin, act: several(one.amount), other: several(1n), stranger, again: "nothing left" };
  },
  holdPayout: async () => {
    const { payoutId } = await releasable(stage);
    const until = inDays(3);
    const hold =
      (version: number): Scene["act"] =>
      (ctx) =>
        payment.holdPayout(ctx, { payoutId, version, reason: "The police asked", until });
    return { by: stage.people.guard, act: hold(0), stale: hold(99), stranger: "FORBIDDEN", again: DECIDED };
  },
  liftPayoutHold: async () => {
    const { payoutId } = await releasable(stage);
    await payment.holdPayout(stage.people.guard(), { payoutId, version: 0, reason: "The police asked", until: inDays(3) });
    const lift =
      (version: number): Scene["act"] =>
      (ctx) =>
        payment.liftPayoutHold(ctx, { payoutId, version, reason: "It is cleared" });
    return { by: stage.people.guard, act: lift(1), stale: lift(99), stranger: "FORBIDDEN", again: DECIDED };
  },
  rejectPayout: async () => {
    const { payoutId } = await releasable(stage);
    const decide =
      (version: number): Scene["act"] =>
      (ctx) =>
        reject(ctx, payoutId, version);
    return { by: stage.people.admin, act: decide(0), stale: decide(99), stranger: "FORBIDDEN", again: DECIDED };
  },
  refundUnmatched: async () => {
    const { id: unmatchedId, version: seen, amount } = await strayDeposit();
    const draft =
      (version: number): Scene["act"] =>
      (ctx) => {
        const input = { unmatchedId, version, amount, destination: OTHER, reason: "The sender wrote to us" };
        return proved(ctx, (sure) => payment.refundUnmatched(sure, input, stage.payIn));
      };
    return { by: stage.people.admin, act: draft(seen), stale: draft(99), stranger: "FORBIDDEN", again: DECIDED };
  },
  claimBySignature: async () => {
    const { id: unmatchedId, sender } = await strayDeposit();
    const claim =
      (destination: string): Scene["act"] =>
      (ctx) =>
        signedClaim(ctx, { unmatchedId, destination }, sender ?? "");
    return { by: stage.people.buyer, act: claim(OTHER), other: claim(THIRD), stranger: null, again: "same" };
  },
  claimByTransfer: async () => {
    const { id: unmatchedId } = await strayDeposit();
    const claim =
      (destination: string): Scene["act"] =>
      (ctx) =>
        payment.claimByTransfer(ctx, { unmatchedId, destination }, stage.payIn);
    return { by: stage.people.buyer, act: claim(OTHER), other: claim(THIRD), stranger: null, again: "same" };
  },
  decideClaim: async () => {
    const { id: unmatchedId, sender, amount } = await strayDeposit();
    const { id: claimId, version: seen } = await signedClaim(stage.people.buyer(), { unmatchedId, destination: OTHER }, sender ?? "");
    const decide =
      (version: number): Scene["act"] =>
      (ctx) => {
        const input = { claimId, version, amount, decision: "accept", reason: "The key is theirs" } as const;
        return proved(ctx, (sure) => payment.decideClaim(sure, input, stage.payIn));
      };
    return { by: stage.people.admin, act: decide(seen), stale: decide(99), stranger: "FORBIDDEN", again: DECIDED };
  },
  decideQuarantine: async () => {
    const { id: quarantineId, version: seen, amount } = await frozenDeposit();
    const decide =
      (version: number): Scene["act"] =>
      (ctx) => {
        const input = { quarantineId, version, amount, decision: "release", reason: "A lawyer has looked" } as const;
        return proved(ctx, (sure) => payment.decideQuarantine(sure, input));
      };
    return { by: stage.people.admin, act: decide(seen), stale: decide(99), stranger: "FORBIDDEN", again: DECIDED };
  },
  withdrawFees: async () => {
    await earned(stage);
    const ask =
      (amount: string): Scene["act"] =>
      (ctx) => {
        const input = { asset: stage.asset, amount, destination: RECEIVER, reason: "The first quarter" };
        return proved(ctx, (sure) => payment.withdrawFees(sure, input, stage.payIn));
      };
    return { by: stage.people.admin, act: ask("10000"), other: ask("9999"), stranger: "FORBIDDEN", again: "INSUFFICIENT_FUNDS" };
  },
  deviceText: async () => {
    const ask =
      (xpub: string): Scene["act"] =>
      (ctx) =>
        payment.deviceText(ctx, { xpub }, strict());
    return { by: stage.people.admin, act: ask(smallDevice(0).xpub), other: ask(smallDevice(1).xpub), stranger: "FORBIDDEN", again: "anew" };
  },
  registerDevice: async () => {
    const one = smallDevice(2);
    const { textId, text } = await payment.deviceText(stage.people.admin(), { xpub: one.xpub }, strict());
    const signed = { textId, signature: one.sign(text) };
    const register =
      (label: string): Scene["act"] =>
      (ctx) =>
        proved(ctx, (sure) => payment.registerDevice(sure, { label, xpub: one.xpub, signed }, strict()));
    return { by: stage.people.admin, act: register("Mine"), other: register("Yours"), stranger: "FORBIDDEN", again: "TEXT_NOT_SIGNED" };
  },
  decideDevice: async () => {
    const { id: deviceId, version: seen } = await registeredDevice(smallDevice(3));
    const decide =
      (version: number): Scene["act"] =>
      (ctx) =>
        proved(ctx, (sure) => payment.decideDevice(sure, { deviceId, version, decision: "accept" }, strict()));
    return { by: stage.people.admin2, act: decide(seen), stale: decide(99), stranger: "FORBIDDEN", again: DECIDED };
  },
  approvalText: async () => {
    const { id: deviceId, version } = await registeredDevice(smallDevice(4));
    await proved(stage.people.admin2(), (sure) => payment.decideDevice(sure, { deviceId, version, decision: "accept" }, strict()));
    const { payoutId } = await releasable(stage);
    const ask =
      (seen: number): Scene["act"] =>
      (ctx) =>
        payment.approvalText(ctx, { payoutId, version: seen }, strict());
    return { by: stage.people.admin, act: ask(0), stale: ask(99), stranger: "FORBIDDEN", again: "anew" };
  },
  breakGlass: async () => {
    const act =
      (reason: string): Scene["act"] =>
      (ctx) =>
        proved(ctx, (sure) => payment.breakGlass(sure, { reason }, strict()));
    await stage.db.prisma.breakGlass.updateMany({ where: { endedAt: null }, data: { endedAt: new Date() } });
    return {
      by: stage.people.admin,
      act: act("All devices are lost"),
      other: act("Another reason"),
      stranger: "FORBIDDEN",
      again: "INVALID_STATE",
    };
  },
  endBreakGlass: async () => {
    await stage.db.prisma.breakGlass.updateMany({ where: { endedAt: null }, data: { endedAt: new Date() } });
    const { id } = await proved(stage.people.admin(), (sure) => payment.breakGlass(sure, { reason: "All devices are lost" }, strict()));
    const end =
      (breakGlassId: string): Scene["act"] =>
      (ctx) =>
        payment.endBreakGlass(ctx, { breakGlassId });
    return { by: stage.people.guard, act: end(id), other: end(`brk_${"0".repeat(32)}`), stranger: "FORBIDDEN", again: "same" };
  },
  startReconciliation: async () => {
    const elsewhere = await setStage(database.db);
    const start =
      ({ chain, payIn }: Stage): Scene["act"] =>
      (ctx) =>
        payment.startReconciliation(ctx, { chain: chain.id }, payIn);
    return { by: stage.people.admin, act: start(stage), other: start(elsewhere), stranger: "FORBIDDEN", again: "INVALID_STATE" };
  },
  resolveDifference: async () => {
    const { id: differenceId, version: seen } = await foundDifference();
    const resolve =
      (version: number): Scene["act"] =>
      (ctx) => {
        const link = { kind: "transaction", txHash: `0x${"d".repeat(64)}` } as const;
        return payment.resolveDifference(ctx, { differenceId, version, note: "A lawyer has looked", link });
      };
    return { by: stage.people.admin, act: resolve(seen), stale: resolve(99), stranger: "FORBIDDEN", again: DECIDED };
  },
  startSweeps: async () => {
    const one = await funded(stage);
    const other = await funded(stage);
    const start =
      (address: string): Scene["act"] =>
      (ctx) => {
        const input = { chain: stage.chain.id, addresses: [address], reason: "The timer is off" };
        return proved(ctx, (sure) => payment.startSweeps(sure, input, stage.payIn));
      };
    return { by: stage.people.admin, act: start(one.deposit), other: start(other.deposit), stranger: "FORBIDDEN", again: "INVALID_STATE" };
  },
  refundWaiting: async () => {
    const intentId = await smallChange(60n);
    const draft =
      (amount: string): Scene["act"] =>
      (ctx) =>
        proved(ctx, (sure) => payment.refundWaiting(sure, { intentId, amount }));
    return { by: stage.people.admin, act: draft("60"), other: draft("61"), stranger: "FORBIDDEN", again: "INVALID_STATE" };
  },
});
