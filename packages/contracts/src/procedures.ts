import * as z from "zod";
import * as audit from "./audit.ts";
import * as auth from "./auth.ts";
import * as deals from "./deals.ts";
import { streamedEvent } from "./events.ts";
import * as incidents from "./incidents.ts";
import * as ledger from "./ledger.ts";
import * as limits from "./limits.ts";
import * as marketplace from "./marketplace.ts";
import { type Access, MATRIX, type ProcedurePath } from "./matrix.ts";
import { acknowledged } from "./page.ts";
import * as payment from "./payment.ts";
import { tokenSchema } from "./values/token.ts";

/** Money mutations need an Idempotency-Key and never travel in a batch. */
export type Procedure<Kind extends "query" | "mutation" | "subscription", Input extends z.ZodType, Output extends z.ZodType> = {
  kind: Kind;
  input: Input;
  output: Output;
  access: Access;
};

function query<Input extends z.ZodType, Output extends z.ZodType>(
  path: ProcedurePath,
  input: Input,
  output: Output,
): Procedure<"query", Input, Output> {
  return { kind: "query", input, output, access: MATRIX.procedures[path] };
}

function mutation<Input extends z.ZodType, Output extends z.ZodType>(
  path: ProcedurePath,
  input: Input,
  output: Output,
): Procedure<"mutation", Input, Output> {
  return { kind: "mutation", input, output, access: MATRIX.procedures[path] };
}

const nothing = z.object({}).default({});

/**
 * The whole public surface, as data: the router implements it and the SDK is made from it. Who may call what
 * stands in MATRIX. A test fails when one of them knows a procedure the others do not.
 */
export const PROCEDURES = {
  auth: {
    register: mutation("auth.register", auth.registerInput, auth.registerResult),
    resendCode: mutation("auth.resendCode", auth.resendCodeInput, auth.registerResult),
    verifyEmail: mutation("auth.verifyEmail", auth.verifyEmailInput, acknowledged),
    signIn: mutation("auth.signIn", auth.signInInput, auth.signInResult),
    refresh: mutation("auth.refresh", auth.refreshInput, auth.tokenPair),
    signOut: mutation("auth.signOut", nothing, acknowledged),
    signOutAll: mutation("auth.signOutAll", auth.signOutAllInput, auth.sessionsEnded),
    me: query("auth.me", nothing, auth.meResult),
    changeTimeZone: mutation("auth.changeTimeZone", auth.changeTimeZoneInput, auth.meView),
    sessions: query("auth.sessions", nothing, auth.sessionList),
    revokeSession: mutation("auth.revokeSession", auth.revokeSessionInput, acknowledged),
    walletChallenge: mutation("auth.walletChallenge", auth.walletChallengeInput, auth.walletChallenge),
    signInWithWallet: mutation("auth.signInWithWallet", auth.signInWithWalletInput, auth.signInResult),
    linkWallet: mutation("auth.linkWallet", auth.linkWalletInput, acknowledged),
    signInWithTelegram: mutation("auth.signInWithTelegram", auth.signInWithTelegramInput, auth.signInResult),
    linkTelegram: mutation("auth.linkTelegram", auth.linkTelegramInput, acknowledged),
    beginOpenIdLink: mutation("auth.beginOpenIdLink", auth.beginOpenIdLinkInput, acknowledged),
    identities: query("auth.identities", nothing, auth.identityList),
    unlinkIdentity: mutation("auth.unlinkIdentity", auth.unlinkIdentityInput, acknowledged),
    requestPasswordReset: mutation("auth.requestPasswordReset", auth.requestPasswordResetInput, auth.registerResult),
    resetPassword: mutation("auth.resetPassword", auth.resetPasswordInput, acknowledged),
    changePassword: mutation("auth.changePassword", auth.changePasswordInput, auth.sessionsEnded),
    requestEmail: mutation("auth.requestEmail", auth.requestEmailInput, auth.registerResult),
    confirmEmail: mutation("auth.confirmEmail", auth.confirmEmailInput, acknowledged),
    passkeys: query("auth.passkeys", nothing, auth.passkeyList),
    passkeyRegistration: mutation("auth.passkeyRegistration", nothing, auth.passkeyOptions),
    registerPasskey: mutation("auth.registerPasskey", auth.registerPasskeyInput, auth.passkeyView),
    renamePasskey: mutation("auth.renamePasskey", auth.renamePasskeyInput, auth.passkeyView),
    removePasskey: mutation("auth.removePasskey", auth.removePasskeyInput, acknowledged),
    passkeyChallenge: mutation("auth.passkeyChallenge", nothing, auth.passkeyOptions),
    signInWithPasskey: mutation("auth.signInWithPasskey", auth.signInWithPasskeyInput, auth.signInResult),
    beginStepUp: mutation("auth.beginStepUp", auth.beginStepUpInput, auth.stepUpBegun),
    completeStepUp: mutation("auth.completeStepUp", auth.completeStepUpInput, auth.stepUpResult),
    apiKeys: query("auth.apiKeys", nothing, auth.apiKeyList),
    createApiKey: mutation("auth.createApiKey", auth.createApiKeyInput, auth.apiKeyCreated),
    rotateApiKey: mutation("auth.rotateApiKey", auth.rotateApiKeyInput, auth.apiKeyCreated),
    revokeApiKey: mutation("auth.revokeApiKey", auth.byApiKey, auth.apiKeyView),
    people: query("auth.people", auth.listPeopleInput, auth.peoplePage),
    confirmAdmin: mutation("auth.confirmAdmin", auth.confirmAdminInput, auth.personRow),
    stopAdmin: mutation("auth.stopAdmin", auth.byPerson, auth.personRow),
    changeRoles: mutation("auth.changeRoles", auth.changeRolesInput, auth.personRow),
  },
  marketplace: {
    listRequests: query("marketplace.listRequests", marketplace.listRequestsInput, marketplace.requestPage),
    getRequest: query("marketplace.getRequest", marketplace.byRequest, marketplace.requestView),
    myRequests: query("marketplace.myRequests", marketplace.myRequestsInput, marketplace.requestPage),
    createRequest: mutation("marketplace.createRequest", marketplace.createRequestInput, marketplace.requestView),
    cancelRequest: mutation("marketplace.cancelRequest", marketplace.cancelRequestInput, marketplace.requestView),
    listOffers: query("marketplace.listOffers", marketplace.listOffersInput, marketplace.offerPage),
    myOffers: query("marketplace.myOffers", marketplace.myOffersInput, marketplace.offerPage),
    submitOffer: mutation("marketplace.submitOffer", marketplace.submitOfferInput, marketplace.offerView),
    withdrawOffer: mutation("marketplace.withdrawOffer", marketplace.offerAction, marketplace.offerView),
    rejectOffer: mutation("marketplace.rejectOffer", marketplace.offerAction, marketplace.offerView),
    acceptOffer: mutation("marketplace.acceptOffer", marketplace.offerAction, marketplace.acceptedOffer),
    myTurn: query("marketplace.myTurn", nothing, deals.myTurnView),
    startDelivery: mutation("marketplace.startDelivery", deals.startDeliveryInput, deals.dealMoved),
    correctHandover: mutation("marketplace.correctHandover", deals.correctHandoverInput, deals.dealMoved),
    markDelivered: mutation("marketplace.markDelivered", deals.markDeliveredInput, deals.dealMoved),
    contestDelivery: mutation("marketplace.contestDelivery", deals.contestDeliveryInput, deals.dealMoved),
  },
  deals: {
    listDeals: query("deals.listDeals", deals.listDealsInput, deals.dealPage),
    getDeal: query("deals.getDeal", deals.byDeal, deals.dealDetail),
    dealTimeline: query("deals.dealTimeline", deals.byDeal, deals.timelineView),
    confirmDeal: mutation("deals.confirmDeal", deals.dealAction, deals.dealMoved),
    cancelDeal: mutation("deals.cancelDeal", deals.dealAction, deals.dealMoved),
    proposeDealChange: mutation("deals.proposeDealChange", deals.proposeDealChangeInput, deals.changeProposed),
    answerDealChange: mutation("deals.answerDealChange", deals.answerDealChangeInput, deals.changeProposed),
    withdrawDealChange: mutation("deals.withdrawDealChange", deals.withdrawDealChangeInput, deals.changeProposed),
  },
  payment: {
    assets: query("payment.assets", nothing, payment.assetList),
    openIntent: mutation("payment.openIntent", payment.openIntentInput, payment.intentView),
    getIntent: query("payment.getIntent", payment.byIntent, payment.intentView),
    listPayouts: query("payment.listPayouts", payment.listPayoutsInput, payment.payoutPage),
    getPayout: query("payment.getPayout", payment.byPayout, payment.payoutView),
    changeDestination: mutation("payment.changeDestination", payment.changeDestinationInput, payment.destinationView),
    keepDestination: mutation("payment.keepDestination", payment.keepDestinationInput, payment.destinationView),
    redraftPayout: mutation("payment.redraftPayout", payment.redraftPayoutInput, payment.payoutRedrafted),
    approvePayout: mutation("payment.approvePayout", payment.approvePayoutInput, payment.payoutMoved),
    rejectPayout: mutation("payment.rejectPayout", payment.rejectPayoutInput, payment.payoutMoved),
    listUnmatched: query("payment.listUnmatched", payment.listUnmatchedInput, payment.unmatchedPage),
    getUnmatched: query("payment.getUnmatched", payment.byUnmatched, payment.unmatchedView),
    refundUnmatched: mutation("payment.refundUnmatched", payment.refundUnmatchedInput, payment.payoutMoved),
    listWaiting: query("payment.listWaiting", payment.listWaitingInput, payment.waitingPage),
    refundWaiting: mutation("payment.refundWaiting", payment.refundWaitingInput, payment.payoutMoved),
  },
  ledger: {
    dealFunds: query("ledger.dealFunds", deals.byDeal, ledger.dealFundsView),
    dealTransfers: query("ledger.dealTransfers", ledger.listTransfersInput, ledger.transferPage),
    custody: query("ledger.custody", nothing, ledger.custodyView),
    accounts: query("ledger.accounts", ledger.listAccountsInput, ledger.accountList),
    balanceAt: query("ledger.balanceAt", ledger.balanceAtInput, ledger.balanceAtView),
    statement: query("ledger.statement", ledger.statementInput, ledger.statementView),
    trialBalance: query("ledger.trialBalance", nothing, ledger.trialBalanceView),
    liabilities: query("ledger.liabilities", nothing, ledger.liabilityList),
    liabilityProof: query("ledger.liabilityProof", ledger.byAccount, ledger.liabilityProof),
  },
  audit: {
    entries: query("audit.entries", audit.listAuditInput, audit.auditPage),
  },
  incidents: {
    list: query("incidents.list", incidents.listIncidentsInput, incidents.incidentPage),
    get: query("incidents.get", incidents.byIncident, incidents.incidentView),
    acknowledge: mutation("incidents.acknowledge", incidents.incidentAction, incidents.incidentView),
    close: mutation("incidents.close", incidents.closeIncidentInput, incidents.incidentView),
    retry: mutation("incidents.retry", incidents.incidentAction, incidents.incidentView),
  },
  limits: {
    tiers: query("limits.tiers", nothing, limits.limitList),
    change: mutation("limits.change", limits.changeLimitInput, limits.limitList),
  },
  events: {
    stream: {
      kind: "subscription",
      input: z.object({ lastEventId: tokenSchema({ min: 0, max: 4_000 }).optional() }).default({}),
      output: streamedEvent,
      access: MATRIX.procedures["events.stream"],
    } satisfies Procedure<"subscription", z.ZodType, z.ZodType>,
  },
} as const;

/** Files that are streamed, by their path below `/api/download/`. Rows of the same matrix. */
export const DOWNLOADS = {
  "ledger-transfers.csv": { input: ledger.exportTransfersInput, access: MATRIX.downloads["ledger-transfers.csv"] },
  "audit.csv": { input: audit.exportAuditInput, access: MATRIX.downloads["audit.csv"] },
} as const satisfies Record<keyof (typeof MATRIX)["downloads"], { input: z.ZodType; access: Access }>;

export type Procedures = typeof PROCEDURES;
export type Namespace = keyof Procedures;
