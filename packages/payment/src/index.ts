export type * from "./ports.ts";
export { CRASH_POINTS, type CrashPoint, type CrashPoints } from "./crash-points.ts";
export {
  callVariables,
  openProviders,
  PROVIDERS,
  providerSecrets,
  providerVariables,
  readCalledProviders,
  readProviders,
  WATCHING,
  watchersOf,
} from "./providers/registry.ts";
export { textOf } from "./providers/ask.ts";
export { openBreaker, openBreakers, ServiceAway } from "./providers/breaker.ts";
export { railOf, railsOf } from "./rails.ts";

export { ATTEMPT, HOLD, INTENT, PART, PAYOUT, RELEASE, SWEEP, TRANSFER, WAY } from "./state.ts";
export { CLAIM, QUARANTINE, UNMATCHED } from "./unmatched-state.ts";

// Called inside the transaction of the context that decides. A `scope` is the deal's uuid, opaque here.
export { createIntent, type NewIntent } from "./verbs/create-intent.ts";
export { expireIntent, isMoneySeen } from "./verbs/expire-intent.ts";
export { cancelIntent } from "./verbs/cancel-intent.ts";
export { openEscrow, type NewEscrow, type Payee } from "./verbs/open-escrow.ts";
export { moveMoney } from "./verbs/move-money.ts";
export { holdMoney, type NewHold } from "./verbs/hold-money.ts";
export { liftHold, type Lift } from "./verbs/lift-hold.ts";
export { liftChainHolds } from "./verbs/lift-chain-holds.ts";
export { fundFromBalance } from "./verbs/fund-from-balance.ts";
export { REORG } from "./rules.ts";
export type { Division, Moved } from "./internal/divide-tranche.ts";
export { fundsIn } from "./reads/funds.ts";
export { payoutApprovers } from "./reads/approvers.ts";
export { isOwnTransaction } from "./reads/own-transaction.ts";
export { holdsOn, holdsPlaced, type HoldSummary } from "./reads/holds.ts";
export { holdsUntil, payoutSummaries } from "./reads/summaries.ts";
export { feeBps } from "./reads/fee.ts";
export { ourAddress, refuseOurAddress, type Ours } from "./reads/our-address.ts";
export {
  intentOf,
  namedDestinations,
  namedPayouts,
  ownDestinations,
  payoutsOf,
  priceIn,
  pricesIn,
  unsettledPayouts,
  type IntentSummary,
  type PayoutSummary,
} from "./reads/by-scope.ts";

export { bookedScopes, chainRecord } from "./reads/chain-record.ts";

// The `payment` procedures.
export { assets } from "./reads/assets.ts";
export { assetsById, decimalsByAsset } from "./reads/assets-by-id.ts";
export { getIntent } from "./reads/get-intent.ts";
export { getPayout, listPayouts } from "./reads/payouts.ts";
export { openIntent } from "./verbs/open-intent.ts";
export { changeDestination } from "./verbs/change-destination.ts";
export { keepDestination } from "./verbs/keep-destination.ts";
export { redraftPayout } from "./verbs/redraft-payout.ts";
export { approvePayout } from "./verbs/approve-payout.ts";
export { approvePayouts, demandOver } from "./verbs/approve-payouts.ts";
export { holdPayout, liftPayoutHold } from "./verbs/hold-payout.ts";
export { rejectPayout } from "./verbs/reject-payout.ts";
export { inboxBacklogs } from "./reads/inbox.ts";
export { circuits } from "./reads/provider-health.ts";
export { listDeliveries, listProviders } from "./reads/providers.ts";
export { replayDelivery } from "./verbs/replay-delivery.ts";
export { listDeposits } from "./reads/deposits.ts";
export { getReceipt } from "./reads/receipts.ts";
export { getUnmatched, listUnmatched, listWaiting } from "./reads/unmatched.ts";
export { claimTextFor, findDeposits, getClaim, listClaims } from "./reads/claims.ts";
export { claimBySignature, claimByTransfer } from "./verbs/claim-deposit.ts";
export { decideClaim } from "./verbs/decide-claim.ts";
export { refundUnmatched } from "./verbs/refund-unmatched.ts";
export { refundWaiting } from "./verbs/refund-waiting.ts";
export { getQuarantine, listQuarantine } from "./reads/quarantine.ts";
export { listScreenings } from "./reads/screenings.ts";
export { decideQuarantine } from "./verbs/decide-quarantine.ts";
export { NO_SCREENING } from "./internal/screening.ts";

// The front door's webhook and the worker's loops. Each worker verb makes one bounded pass and returns how much it did.
export { DeliveryTally } from "./internal/delivery-tally.ts";
export { receiveWebhook, type WebhookAnswer } from "./verbs/receive-webhook.ts";
export { answerQuestion, type QuestionAnswer } from "./verbs/answer-question.ts";
export { PAYMENT_TIMERS } from "./timers.ts";
export { watchIntents } from "./verbs/watch-intents.ts";
export { walletTarget } from "./internal/attribution.ts";
export { processInbox } from "./verbs/process-inbox.ts";
export { retryWebhook } from "./verbs/retry-webhook.ts";
export { askPayments } from "./verbs/ask-payments.ts";
export { lookAtPayments } from "./verbs/look-at-payments.ts";
export { notePegs, tokensInUse } from "./verbs/note-pegs.ts";
export { noteProviderHealth } from "./verbs/note-provider-health.ts";
export { recheckCredited } from "./verbs/recheck-credited.ts";
export { recheckOrphans, proveTransfers } from "./verbs/prove-transfers.ts";
export { advancePayouts } from "./verbs/advance-payouts.ts";
export { reconcileNative } from "./verbs/reconcile-native.ts";
export { reconcileChain } from "./verbs/reconcile-chain.ts";
export { startReconciliation } from "./verbs/start-reconciliation.ts";
export { resolveDifference } from "./verbs/resolve-difference.ts";
export { getReconciliation, listReconciliations } from "./reads/reconciliations.ts";
export { type ReconciliationFigures, reconciliationFigures } from "./reads/reconciliation-figures.ts";
export { RECONCILIATION, RECONCILIATION_ROW } from "./reconciliation-state.ts";
export { startSweeps } from "./verbs/start-sweeps.ts";
export { noteCustody } from "./verbs/note-custody.ts";
export { custodyHealth } from "./reads/custody-health.ts";
export { namedSafekeeping } from "./reads/named-safekeeping.ts";
export { safekeeping } from "./reads/safekeeping.ts";
export { approvalText, deviceText } from "./verbs/sign-with-device.ts";
export { decideDevice, registerDevice } from "./verbs/register-device.ts";
export { breakGlass, endBreakGlass } from "./verbs/break-glass.ts";
export { DEVICE, type DeviceKeys } from "./safekeeping-state.ts";
export { fees } from "./reads/fees.ts";
export { withdrawFees } from "./verbs/withdraw-fees.ts";
export { listSweeps } from "./reads/sweeps.ts";
export { advanceSweeps } from "./verbs/advance-sweeps.ts";
