import type { Chore, Ctx, Module, Verbs } from "@amanat/db";
import { ABOUT } from "./about.ts";
import { PURGES } from "./purges.ts";
import * as payment from "./index.ts";
import type { CustodyRail, IntakeRail, PaymentCall, ProviderMode, ProviderPorts, Rails } from "./ports.ts";
import type { CustodySetup } from "./verbs/note-custody.ts";
import { SETTINGS } from "./settings.ts";
import { PAYMENT_TIMERS } from "./timers.ts";

type Rail = IntakeRail & CustodyRail;

/** What the worker's process supplies: the chains with their keys, the providers it calls, and the intervals. */
export type PaymentOutside = {
  readonly rails: Rails<Rail>;
  readonly providers: ProviderPorts["providers"];
  readonly providerMode: ProviderMode;
  readonly pollMs: number;
  /** 0: sweeps start on an admin's command alone. */
  readonly sweepMs: number;
  readonly signer: CustodySetup["signer"];
  /** So many differences of one run raise an incident. */
  readonly driftThreshold: number;
};

const ORPHANS_MS = 10_000;
/** How often blocks of credited deposits are looked at. */
const RECHECK_MS = 10_000;
/** Native coin is nobody's payment, so finding it is less urgent. */
const NATIVE_MS = 5_000;
const HEALTH_MS = 2_000;
const LOOK_MS = 5_000;
const CUSTODY_MS = 10_000;
/** How often a worker looks whether a run is due or somebody has started one. */
const RECONCILE_MS = 5_000;

const verbs: Verbs<"payment", PaymentCall> = {
  assets: payment.assets,
  openIntent: (ctx, input, call) => payment.openIntent(ctx, input, call.services.payIn),
  getIntent: (ctx, input, call) => payment.getIntent(ctx, input, call.services.payIn),
  getReceipt: payment.getReceipt,
  listPayouts: payment.listPayouts,
  getPayout: (ctx, input, call) => payment.getPayout(ctx, input, call.services.payIn),
  changeDestination: (ctx, input, call) => payment.changeDestination(ctx, input, call.services.payIn),
  keepDestination: payment.keepDestination,
  redraftPayout: (ctx, input, call) => payment.redraftPayout(ctx, input, call.services.payIn),
  approvePayout: (ctx, input, call) => payment.approvePayout(ctx, input, call.services.payIn),
  approvePayouts: (ctx, input, call) => payment.approvePayouts(ctx, input, call.services.payIn),
  holdPayout: payment.holdPayout,
  liftPayoutHold: payment.liftPayoutHold,
  rejectPayout: payment.rejectPayout,
  listProviders: payment.listProviders,
  listDeliveries: payment.listDeliveries,
  replayDelivery: payment.replayDelivery,
  listDeposits: payment.listDeposits,
  listUnmatched: payment.listUnmatched,
  getUnmatched: payment.getUnmatched,
  refundUnmatched: (ctx, input, call) => payment.refundUnmatched(ctx, input, call.services.payIn),
  findDeposits: (ctx, input, call) => payment.findDeposits(ctx, input, call.services.payIn),
  claimText: (ctx, input, call) => payment.claimTextFor(ctx, input, call.services.payIn),
  claimBySignature: (ctx, input, call) => payment.claimBySignature(ctx, input, call.services.payIn),
  claimByTransfer: (ctx, input, call) => payment.claimByTransfer(ctx, input, call.services.payIn),
  getClaim: (ctx, input, call) => payment.getClaim(ctx, input, call.services.payIn),
  listClaims: (ctx, input, call) => payment.listClaims(ctx, input, call.services.payIn),
  decideClaim: (ctx, input, call) => payment.decideClaim(ctx, input, call.services.payIn),
  listWaiting: payment.listWaiting,
  refundWaiting: payment.refundWaiting,
  listScreenings: payment.listScreenings,
  listQuarantine: payment.listQuarantine,
  getQuarantine: payment.getQuarantine,
  decideQuarantine: payment.decideQuarantine,
  fees: (ctx, _input, call) => payment.fees(ctx, call.services.payIn),
  withdrawFees: (ctx, input, call) => payment.withdrawFees(ctx, input, call.services.payIn),
  safekeeping: (ctx, _input, call) => payment.safekeeping(ctx, call.services.payIn),
  deviceText: (ctx, input, call) => payment.deviceText(ctx, input, call.services.payIn),
  registerDevice: (ctx, input, call) => payment.registerDevice(ctx, input, call.services.payIn),
  decideDevice: (ctx, input, call) => payment.decideDevice(ctx, input, call.services.payIn),
  approvalText: (ctx, input, call) => payment.approvalText(ctx, input, call.services.payIn),
  breakGlass: (ctx, input, call) => payment.breakGlass(ctx, input, call.services.payIn),
  endBreakGlass: payment.endBreakGlass,
  custodyHealth: (ctx, _input, call) => payment.custodyHealth(ctx, call.services.payIn),
  listSweeps: payment.listSweeps,
  listReconciliations: payment.listReconciliations,
  getReconciliation: payment.getReconciliation,
  startReconciliation: (ctx, input, call) => payment.startReconciliation(ctx, input, call.services.payIn),
  resolveDifference: payment.resolveDifference,
  startSweeps: (ctx, input, call) => payment.startSweeps(ctx, input, call.services.payIn),
};

function loops({ rails, providers, providerMode: mode, pollMs, sweepMs, signer, driftThreshold }: PaymentOutside): Chore[] {
  // Each chain has its own loops: a node that does not answer delays no other chain.
  const ofChain = (rail: Rail): Chore[] => {
    const onChain = (name: string, everyMs: number, turn: (ctx: Ctx, rail: Rail) => Promise<unknown>, woken = true): Chore => ({
      name: `${name} ${rail.chain.chain}`,
      everyMs,
      woken,
      turn: (ctx) => turn(ctx, rail),
    });
    return [
      onChain("transfers", pollMs, payment.proveTransfers),
      onChain("watch", pollMs, payment.watchIntents),
      onChain("payouts", pollMs, payment.advancePayouts),
      onChain("sweeps", sweepMs || pollMs, (ctx, on) => payment.advanceSweeps(ctx, on, { timer: sweepMs > 0 })),
      onChain("custody", CUSTODY_MS, (ctx, on) => payment.noteCustody(ctx, on, { signer, sweepEveryMs: sweepMs }), false),
      onChain("native", NATIVE_MS, payment.reconcileNative, false),
      onChain("reconciliation", RECONCILE_MS, (ctx, on) => payment.reconcileChain(ctx, on, { driftThreshold }), false),
      onChain("orphans", ORPHANS_MS, payment.recheckOrphans, false),
      onChain("credited", RECHECK_MS, payment.recheckCredited, false),
    ];
  };
  return [
    { name: "inbox", everyMs: pollMs, turn: (ctx) => payment.processInbox(ctx, { rails, mode }) },
    { name: "ask providers", everyMs: pollMs, turn: (ctx) => payment.askPayments(ctx, { rails, providers }) },
    { name: "look at payments", everyMs: LOOK_MS, woken: false, turn: (ctx) => payment.lookAtPayments(ctx, { providers }) },
    { name: "provider health", everyMs: HEALTH_MS, woken: false, turn: (ctx) => payment.noteProviderHealth(ctx, { providers }) },
    ...[...rails.values()].flatMap(ofChain),
  ];
}

export const module: Module<PaymentCall, PaymentOutside> = {
  name: "payment",
  about: ABOUT,
  purges: PURGES,
  verbs,
  timers: PAYMENT_TIMERS,
  loops,
  settings: SETTINGS,
};
