import type { Namespace, Procedures } from "@amanat/contracts";

/** `money` is a mutation that moves money: it always carries an Idempotency-Key. */
export type Manner = "query" | "mutation" | "money";

type MannerOf<P> = P extends { kind: "query" } ? "query" : Exclude<Manner, "query">;
type Surface = { readonly [N in Exclude<Namespace, "events">]: { readonly [P in keyof Procedures[N]]: MannerOf<Procedures[N][P]> } };

/**
 * Every procedure and how it is called. Written out, so that a page which imports the client does
 * not load every schema of the house; the types refuse a missing one, a test a wrong one.
 */
export const SURFACE = {
  auth: {
    register: "mutation",
    resendCode: "mutation",
    verifyEmail: "mutation",
    signIn: "mutation",
    refresh: "mutation",
    signOut: "mutation",
    signOutAll: "mutation",
    me: "query",
    sessions: "query",
    revokeSession: "mutation",
    walletChallenge: "mutation",
    signInWithWallet: "mutation",
    linkWallet: "mutation",
    signInWithTelegram: "mutation",
    linkTelegram: "mutation",
    beginOpenIdLink: "mutation",
    identities: "query",
    unlinkIdentity: "mutation",
    requestPasswordReset: "mutation",
    resetPassword: "mutation",
    changePassword: "mutation",
    requestEmail: "mutation",
    confirmEmail: "mutation",
    passkeys: "query",
    passkeyRegistration: "mutation",
    registerPasskey: "mutation",
    renamePasskey: "mutation",
    removePasskey: "mutation",
    passkeyChallenge: "mutation",
    signInWithPasskey: "mutation",
    beginStepUp: "mutation",
    completeStepUp: "mutation",
    apiKeys: "query",
    createApiKey: "mutation",
    rotateApiKey: "mutation",
    revokeApiKey: "mutation",
    people: "query",
    changeRoles: "mutation",
  },
  marketplace: {
    listRequests: "query",
    getRequest: "query",
    myRequests: "query",
    createRequest: "mutation",
    cancelRequest: "mutation",
    listOffers: "query",
    myOffers: "query",
    submitOffer: "mutation",
    withdrawOffer: "mutation",
    rejectOffer: "mutation",
    acceptOffer: "money",
    listDeals: "query",
    getDeal: "query",
    dealTimeline: "query",
    startDelivery: "mutation",
    markDelivered: "mutation",
    confirmDeal: "money",
    cancelDeal: "money",
  },
  payment: {
    assets: "query",
    openIntent: "money",
    getIntent: "query",
    listPayouts: "query",
    getPayout: "query",
    approvePayout: "money",
    rejectPayout: "money",
  },
  ledger: {
    dealFunds: "query",
    dealTransfers: "query",
    custody: "query",
    accounts: "query",
    balanceAt: "query",
    statement: "query",
    trialBalance: "query",
    liabilities: "query",
    liabilityProof: "query",
  },
  audit: {
    entries: "query",
  },
  limits: {
    tiers: "query",
    change: "mutation",
  },
} as const satisfies Surface;
