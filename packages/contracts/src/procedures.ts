import * as z from "zod";
import type { Role } from "./actor.ts";
import * as audit from "./audit.ts";
import * as auth from "./auth.ts";
import * as deals from "./deals.ts";
import { streamedEvent } from "./events.ts";
import * as ledger from "./ledger.ts";
import * as marketplace from "./marketplace.ts";
import { acknowledged } from "./page.ts";
import * as payment from "./payment.ts";

/** `public`: no session needed; `user`: any signed-in person; else one of the roles. */
export type Who = "public" | "user" | readonly Role[];

/** One row of the authorisation matrix. */
export type Access = {
  who: Who;
  /** The check beyond the role, made by the verb on its own rows. */
  ownership: string;
  /** The state the subject must be in. */
  state: string;
  rate: "read" | "auth" | "write" | "money";
  audit: "none" | "write" | "money";
};

/** Money mutations need an Idempotency-Key and never travel in a batch. */
export type Procedure<Kind extends "query" | "mutation" | "subscription", Input extends z.ZodType, Output extends z.ZodType> = {
  kind: Kind;
  input: Input;
  output: Output;
  access: Access;
};

function query<Input extends z.ZodType, Output extends z.ZodType>(
  input: Input,
  output: Output,
  who: Who,
  ownership: string,
): Procedure<"query", Input, Output> {
  return { kind: "query", input, output, access: { who, ownership, state: "any", rate: "read", audit: "none" } };
}

function mutation<Input extends z.ZodType, Output extends z.ZodType>(
  input: Input,
  output: Output,
  access: Omit<Access, "rate" | "audit"> & Partial<Access>,
): Procedure<"mutation", Input, Output> {
  return { kind: "mutation", input, output, access: { rate: "write", audit: "write", ...access } };
}

const money = { rate: "money", audit: "money" } as const;
const nothing = z.object({}).default({});
/** Who reads the whole of the books. */
const books = ["guard", "admin"] as const;
const accountOwner = "the account's party, a party or staff of the deal it belongs to, guard or admin";
const staff = ["guard", "resolver", "admin"] as const;

/**
 * The whole public surface, as data: the router implements it, the SDK and the authorisation
 * matrix are made from it, and a test fails when one of them knows a procedure the others do not.
 */
export const PROCEDURES = {
  auth: {
    register: mutation(auth.registerInput, auth.registerResult, { who: "public", ownership: "none", state: "any", rate: "auth" }),
    resendCode: mutation(auth.resendCodeInput, auth.registerResult, {
      who: "public",
      ownership: "none",
      state: "unverified",
      rate: "auth",
    }),
    verifyEmail: mutation(auth.verifyEmailInput, acknowledged, {
      who: "public",
      ownership: "knows the code",
      state: "unverified",
      rate: "auth",
    }),
    signIn: mutation(auth.signInInput, auth.signInResult, {
      who: "public",
      ownership: "knows the password",
      state: "verified",
      rate: "auth",
    }),
    signOut: mutation(nothing, acknowledged, { who: "user", ownership: "own session", state: "live" }),
    me: query(nothing, auth.meResult, "public", "self"),
    confirmPassword: mutation(auth.confirmPasswordInput, auth.stepUpResult, {
      who: "user",
      ownership: "own password",
      state: "live",
      rate: "auth",
    }),
    sessions: query(nothing, auth.sessionList, "user", "own sessions"),
    revokeSession: mutation(auth.revokeSessionInput, acknowledged, { who: "user", ownership: "own session", state: "live" }),
  },
  marketplace: {
    listRequests: query(marketplace.listRequestsInput, marketplace.requestPage, "public", "open requests only"),
    getRequest: query(marketplace.byRequest, marketplace.requestView, "public", "open, or a party of its deal"),
    myRequests: query(marketplace.myRequestsInput, marketplace.requestPage, "user", "own"),
    createRequest: mutation(marketplace.createRequestInput, marketplace.requestView, {
      who: "user",
      ownership: "becomes the buyer",
      state: "none",
    }),
    cancelRequest: mutation(marketplace.cancelRequestInput, marketplace.requestView, {
      who: "user",
      ownership: "buyer",
      state: "before acceptance",
    }),
    listOffers: query(marketplace.listOffersInput, marketplace.offerPage, "user", "buyer sees all, a seller the own one"),
    myOffers: query(marketplace.myOffersInput, marketplace.offerPage, "user", "own"),
    submitOffer: mutation(marketplace.submitOfferInput, marketplace.offerView, {
      who: "user",
      ownership: "not the buyer",
      state: "request open",
    }),
    withdrawOffer: mutation(marketplace.offerAction, marketplace.offerView, {
      who: "user",
      ownership: "seller of the offer",
      state: "submitted",
    }),
    rejectOffer: mutation(marketplace.offerAction, marketplace.offerView, {
      who: "user",
      ownership: "buyer of the request",
      state: "submitted",
    }),
    acceptOffer: mutation(marketplace.offerAction, marketplace.acceptedOffer, {
      who: "user",
      ownership: "buyer of the request",
      state: "submitted, valid",
      ...money,
    }),
    listDeals: query(deals.listDealsInput, deals.dealPage, "user", "party"),
    getDeal: query(deals.byDeal, deals.dealView, "user", "party or staff"),
    dealTimeline: query(deals.byDeal, deals.timelineView, "user", "party or staff"),
    startDelivery: mutation(deals.startDeliveryInput, deals.dealMoved, {
      who: "user",
      ownership: "seller of the deal",
      state: "processing",
    }),
    markDelivered: mutation(deals.markDeliveredInput, deals.dealMoved, {
      who: "user",
      ownership: "seller of the deal",
      state: "delivery",
    }),
    confirmDeal: mutation(deals.dealAction, deals.dealMoved, {
      who: "user",
      ownership: "buyer of the deal",
      state: "delivered or confirming, no hold",
      ...money,
    }),
    cancelDeal: mutation(deals.dealAction, deals.dealMoved, {
      who: "user",
      ownership: "buyer before funds are held, seller before delivery",
      state: "payment or processing",
      ...money,
    }),
  },
  payment: {
    assets: query(nothing, payment.assetList, "public", "none"),
    openIntent: mutation(payment.openIntentInput, payment.intentView, {
      who: "user",
      ownership: "buyer of the deal",
      state: "deal in payment",
      ...money,
    }),
    getIntent: query(deals.byDeal, payment.intentView, "user", "buyer of the deal or staff"),
    listPayouts: query(payment.listPayoutsInput, payment.payoutPage, staff, "tenant"),
    getPayout: query(payment.byPayout, payment.payoutView, staff, "tenant"),
    approvePayout: mutation(payment.approvePayoutInput, payment.payoutMoved, {
      who: ["admin"],
      ownership: "neither author nor party of the deal; step-up",
      state: "pending_approval",
      ...money,
    }),
    rejectPayout: mutation(payment.rejectPayoutInput, payment.payoutMoved, {
      who: ["admin"],
      ownership: "neither author nor party of the deal; step-up",
      state: "pending_approval",
      ...money,
    }),
  },
  ledger: {
    dealFunds: query(deals.byDeal, ledger.dealFundsView, "user", "party or staff"),
    dealTransfers: query(ledger.listTransfersInput, ledger.transferPage, staff, "tenant"),
    custody: query(nothing, ledger.custodyView, books, "tenant"),
    accounts: query(ledger.listAccountsInput, ledger.accountList, "user", "own, or a deal's to its parties and staff"),
    balanceAt: query(ledger.balanceAtInput, ledger.balanceAtView, "user", accountOwner),
    statement: query(ledger.statementInput, ledger.statementView, "user", accountOwner),
    trialBalance: query(nothing, ledger.trialBalanceView, books, "tenant"),
    liabilities: query(nothing, ledger.liabilityList, "user", "none: totals are for everybody"),
    liabilityProof: query(ledger.byAccount, ledger.liabilityProof, "user", accountOwner),
  },
  audit: {
    entries: query(audit.listAuditInput, audit.auditPage, books, "tenant"),
  },
  events: {
    stream: {
      kind: "subscription",
      input: z.object({ lastEventId: z.string().max(4_000).optional() }).default({}),
      output: streamedEvent,
      access: { who: "user", ownership: "channels derived from the session", state: "any", rate: "read", audit: "none" },
    } satisfies Procedure<"subscription", z.ZodType, z.ZodType>,
  },
} as const;

/** Files that are streamed, by their path below `/api/download/`. Rows of the same matrix. */
export const DOWNLOADS = {
  "ledger-transfers.csv": {
    input: ledger.exportTransfersInput,
    access: { who: books, ownership: "tenant", state: "any", rate: "read", audit: "none" },
  },
  "audit.csv": {
    input: audit.exportAuditInput,
    access: { who: books, ownership: "tenant", state: "any", rate: "read", audit: "write" },
  },
} as const satisfies Record<string, { input: z.ZodType; access: Access }>;

export type Procedures = typeof PROCEDURES;
export type Namespace = keyof Procedures;
