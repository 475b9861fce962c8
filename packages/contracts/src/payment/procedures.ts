import { admin, books, door, finishes, money, polled, read, staff, write } from "../access.ts";
import { mutation, query } from "../procedure.ts";
import { nothing } from "../page.ts";
import { custodyHealthInput, custodyHealthList, listSweepsInput, startSweepsInput, sweepPage, sweepsStarted } from "./custody.ts";
import { feesInput, feesList, withdrawFeesInput } from "./fees.ts";
import { deliveryPage, deliveryReplayed, listDeliveriesInput, listProvidersInput, providerList, replayDeliveryInput } from "./inbox.ts";
import {
  approvePayoutInput,
  approvePayoutsInput,
  byPayout,
  holdPayoutInput,
  liftPayoutHoldInput,
  listPayoutsInput,
  payoutMoved,
  payoutPage,
  payoutRedrafted,
  payoutsDecided,
  payoutView,
  redraftPayoutInput,
  rejectPayoutInput,
} from "./payouts.ts";
import {
  byClaim,
  claimBySignatureInput,
  claimInput,
  claimList,
  claimText,
  claimView,
  decideClaimInput,
  depositsFound,
  findDepositsInput,
} from "./claims.ts";
import {
  byReconciliation,
  differenceView,
  listReconciliationsInput,
  reconciliationDetail,
  reconciliationPage,
  reconciliationView,
  resolveDifferenceInput,
  startReconciliationInput,
} from "./reconciliation.ts";
import { byReceipt, receiptView } from "./receipts.ts";
import {
  assetList,
  byIntent,
  byUnmatched,
  changeDestinationInput,
  destinationView,
  intentView,
  keepDestinationInput,
  depositPage,
  listDepositsInput,
  listUnmatchedInput,
  listWaitingInput,
  openIntentInput,
  refundUnmatchedInput,
  refundWaitingInput,
  unmatchedPage,
  unmatchedView,
  waitingPage,
} from "./schemas.ts";
import {
  approvalTextInput,
  breakGlassInput,
  breakGlassView,
  decideDeviceInput,
  deviceTextInput,
  deviceView,
  endBreakGlassInput,
  registerDeviceInput,
  safekeepingInput,
  safekeepingView,
  textToSign,
} from "./safekeeping.ts";
import {
  byQuarantine,
  decideQuarantineInput,
  listQuarantineInput,
  listScreeningsInput,
  quarantinePage,
  quarantineView,
  screeningPage,
} from "./screening.ts";

export const procedures = {
  listProviders: query(listProvidersInput, providerList, read(books, "none", null, { rate: "polled" })),
  listDeliveries: query(listDeliveriesInput, deliveryPage, read(books, "none", null, { rate: "polled" })),
  replayDelivery: mutation(replayDeliveryInput, deliveryReplayed, admin(write("none", "a delivery that is kept", null))),
  assets: query(nothing, assetList, read("public", "none", "payments:read")),
  openIntent: mutation(openIntentInput, intentView, finishes(money("buyer of the deal", "deal in payment", "payments:write"))),
  getIntent: query(byIntent, intentView, polled("user", "buyer of the deal or staff", "payments:read")),
  getReceipt: query(byReceipt, receiptView, read("public", "who knows the receipt's id", null)),
  listPayouts: query(listPayoutsInput, payoutPage, polled(staff, "tenant", "payouts:read")),
  getPayout: query(byPayout, payoutView, polled(staff, "tenant", "payouts:read")),
  changeDestination: mutation(
    changeDestinationInput,
    destinationView,
    finishes(
      write("buyer or seller of the deal, for their own money", "an address counts", null, {
        rate: "money",
        audit: "money",
        stepUp: "destination.change",
      }),
    ),
  ),
  keepDestination: mutation(
    keepDestinationInput,
    destinationView,
    finishes(write("buyer or seller of the deal, for their own money", "any", null, { audit: "money" })),
  ),
  redraftPayout: mutation(
    redraftPayoutInput,
    payoutRedrafted,
    finishes(
      write("whose money it is", "rejected, nothing in its place", null, {
        rate: "money",
        audit: "money",
        stepUp: "payout.redraft",
      }),
    ),
  ),
  approvePayout: mutation(
    approvePayoutInput,
    payoutMoved,
    admin(money("neither author nor party of the deal", "pending_approval", "payouts:write", { stepUp: "payout.approve" })),
  ),
  approvePayouts: mutation(
    approvePayoutsInput,
    payoutsDecided,
    admin(
      money("neither author nor party of the deal, each for itself", "pending_approval", "payouts:write", {
        stepUp: "payout.approve_many",
      }),
    ),
  ),
  holdPayout: mutation(holdPayoutInput, payoutMoved, {
    ...money("neither author nor party of the deal", "pending_approval", "payouts:write"),
    who: books,
  }),
  liftPayoutHold: mutation(liftPayoutHoldInput, payoutMoved, {
    ...money("who placed it, or an admin", "on hold", "payouts:write"),
    who: books,
  }),
  rejectPayout: mutation(
    rejectPayoutInput,
    payoutMoved,
    admin(money("neither author nor party of the deal", "pending_approval", "payouts:write", { stepUp: "payout.reject" })),
  ),
  listDeposits: query(listDepositsInput, depositPage, polled(staff, "tenant", "payouts:read")),
  listUnmatched: query(listUnmatchedInput, unmatchedPage, polled(staff, "tenant", "payouts:read")),
  getUnmatched: query(byUnmatched, unmatchedView, polled(staff, "tenant", "payouts:read")),
  refundUnmatched: mutation(refundUnmatchedInput, payoutMoved, admin(money("tenant", "open", "payouts:write", { stepUp: "payout.draft" }))),
  findDeposits: query(findDepositsInput, depositsFound, read("public", "who knows the transaction", null)),
  claimText: query(claimInput, claimText, read("public", "who knows the deposit", null)),
  claimBySignature: mutation(
    claimBySignatureInput,
    claimView,
    door("whose key signed the deposit's own transaction", "open", { rate: "write" }),
  ),
  claimByTransfer: mutation(claimInput, claimView, door("proved by a second transfer from the same address", "open", { rate: "write" })),
  getClaim: query(byClaim, claimView, polled("public", "who knows the claim's id", null)),
  listClaims: query(byUnmatched, claimList, polled(staff, "tenant", "payouts:read")),
  decideClaim: mutation(decideClaimInput, claimView, admin(money("tenant", "proved", "payouts:write", { stepUp: "payout.draft" }))),
  listWaiting: query(listWaitingInput, waitingPage, polled(staff, "tenant", "payouts:read")),
  refundWaiting: mutation(
    refundWaitingInput,
    payoutMoved,
    admin(money("tenant, no party of the deal", "something waits", "payouts:write", { stepUp: "payout.draft" })),
  ),
  listScreenings: query(listScreeningsInput, screeningPage, polled(books, "tenant", "payouts:read")),
  listQuarantine: query(listQuarantineInput, quarantinePage, polled(books, "tenant", "payouts:read")),
  getQuarantine: query(byQuarantine, quarantineView, polled(books, "tenant", "payouts:read")),
  fees: query(feesInput, feesList, polled(books, "tenant", "payouts:read")),
  withdrawFees: mutation(
    withdrawFeesInput,
    payoutMoved,
    admin(money("tenant", "earned, beyond every hold, and in the escrow wallet", "payouts:write", { stepUp: "fees.withdraw" })),
  ),
  safekeeping: query(safekeepingInput, safekeepingView, polled(books, "tenant", "payouts:read")),
  deviceText: mutation(deviceTextInput, textToSign, admin(write("own", "no device has its key", null))),
  registerDevice: mutation(
    registerDeviceInput,
    deviceView,
    admin(write("own, signed by the device itself", "no device has its key", null, { stepUp: "device.register" })),
  ),
  decideDevice: mutation(
    decideDeviceInput,
    deviceView,
    admin(write("who neither owns it nor moved it last; suspending is anybody's", "not revoked", null, { stepUp: "device.decide" })),
  ),
  approvalText: mutation(approvalTextInput, textToSign, admin(write("an own device is active", "pending_approval", null))),
  breakGlass: mutation(
    breakGlassInput,
    breakGlassView,
    admin(write("tenant", "devices are required and no glass is broken", null, { audit: "money", stepUp: "glass.break" })),
  ),
  endBreakGlass: mutation(endBreakGlassInput, breakGlassView, {
    ...write("tenant", "it lasts", null, { audit: "money" }),
    who: books,
  }),
  custodyHealth: query(custodyHealthInput, custodyHealthList, polled(books, "tenant", "payouts:read")),
  listSweeps: query(listSweepsInput, sweepPage, polled(books, "tenant", "payouts:read")),
  startSweeps: mutation(
    startSweepsInput,
    sweepsStarted,
    admin(money("tenant", "planned or given up", "payouts:write", { stepUp: "sweep.start" })),
  ),
  listReconciliations: query(listReconciliationsInput, reconciliationPage, polled(books, "tenant", "payouts:read")),
  getReconciliation: query(byReconciliation, reconciliationDetail, polled(books, "tenant", "payouts:read")),
  startReconciliation: mutation(startReconciliationInput, reconciliationView, admin(write("tenant", "none runs on the chain", null))),
  resolveDifference: mutation(resolveDifferenceInput, differenceView, admin(write("tenant", "open", null, { audit: "money" }))),
  decideQuarantine: mutation(
    decideQuarantineInput,
    quarantineView,
    admin(money("tenant, no party of the deal", "frozen", "payouts:write", { stepUp: "quarantine.decide" })),
  ),
} as const;
