import type { DealStatus, OfferStatus, StoredRequestStatus } from "@amanat/contracts";
import type { Guard, Machine, TriggerOf } from "@amanat/db";
import { CASE_GUARDS, type DealFacts, type DealGuard, disputable, refundsSettled } from "@amanat/deals";
import type { PurchaseTerms } from "./internal/rows.ts";
import { isLate } from "./rules.ts";

/** The facts that requests and offers are decided on; their movers load them. */
export type MarketFacts = {
  readonly now: Date;
  readonly request?: { readonly expiresAt: Date };
  readonly offer?: { readonly validUntil: Date };
  readonly liveOffers?: number;
  /** The deal of the request's accepted offer holds the whole price. */
  readonly held?: boolean;
};

const inTime = ({ request, now }: MarketFacts) => request !== undefined && request.expiresAt > now;
const timeOver: Guard<MarketFacts> = {
  says: "its time, or its request's, has run out by the database's clock",
  holds: ({ offer, request, now }) => [request?.expiresAt, offer?.validUntil].some((end) => end !== undefined && end <= now),
};
const offerValid: Guard<MarketFacts> = {
  says: "the offer's validity has not run out by the database's clock",
  holds: ({ offer, now }) => offer !== undefined && offer.validUntil > now,
  code: "OFFER_EXPIRED",
};

const cancelledByBuyer = { on: "cancel", to: "cancelled", by: ["buyer"], guard: null } as const;
/** Its buyer may begin nothing new. */
const barred = { on: "bar", to: "cancelled", by: ["system"], guard: null } as const;
const requestTimeOver = { on: "expire", to: "expired", by: ["timer"], guard: "timeOver" } as const;

/** A request up to acceptance. From `matched` on, its deal's status is the stored one. */
export const REQUEST = {
  name: "request",
  initial: "pending",
  reserved: ["pending_payment", "in_negotiation"],
  guards: {
    offerValid,
    timeOver,
    lastGone: { says: "no live offer remains", holds: ({ liveOffers }: MarketFacts) => liveOffers === 0 },
    offersLeft: {
      says: "at least one live offer remains, and the request's own time has not run out",
      holds: (facts: MarketFacts) => (facts.liveOffers ?? 0) > 0 && inTime(facts),
    },
    noOffersLeft: {
      says: "no live offer remains, and the request's own time has not run out",
      holds: (facts: MarketFacts) => facts.liveOffers === 0 && inTime(facts),
    },
  },
  states: {
    pending_payment: [],
    pending: [{ on: "publish", to: "active", by: ["system"], guard: null }, cancelledByBuyer, barred, requestTimeOver],
    active: [{ on: "offer_came", to: "received_offers", by: ["seller"], guard: null }, cancelledByBuyer, barred, requestTimeOver],
    received_offers: [
      { on: "offers_gone", to: "active", by: ["buyer", "seller", "timer", "system"], guard: "lastGone" },
      { on: "accept", to: "matched", by: ["buyer"], guard: "offerValid" },
      cancelledByBuyer,
      barred,
      requestTimeOver,
    ],
    in_negotiation: [],
    matched: [
      { on: "reopen", to: "received_offers", by: ["buyer", "seller", "timer"], guard: "offersLeft" },
      { on: "reopen_empty", to: "active", by: ["buyer", "seller", "timer"], guard: "noOffersLeft" },
      { on: "reopen_late", to: "expired", by: ["buyer", "seller", "timer"], guard: "timeOver" },
    ],
    cancelled: [],
    expired: [],
  },
} as const satisfies Machine<StoredRequestStatus, MarketFacts>;

export const OFFER = {
  name: "offer",
  initial: "submitted",
  reserved: ["draft", "countered"],
  guards: {
    offerValid,
    timeOver,
    fullyHeld: { says: "payment has credited the whole price of another offer", holds: ({ held }: MarketFacts) => held === true },
  },
  states: {
    draft: [],
    submitted: [
      { on: "accept", to: "accepted", by: ["buyer"], guard: "offerValid" },
      { on: "withdraw", to: "withdrawn", by: ["seller"], guard: null },
      { on: "reject", to: "rejected", by: ["buyer"], guard: null },
      { on: "expire", to: "expired", by: ["timer"], guard: "timeOver" },
      { on: "bar", to: "withdrawn", by: ["system"], guard: null },
      { on: "drop", to: "rejected", by: ["system"], guard: null },
      { on: "supersede", to: "superseded", by: ["system"], guard: "fullyHeld" },
    ],
    countered: [],
    accepted: [
      { on: "restore", to: "submitted", by: ["timer"], guard: "offerValid" },
      { on: "restore_late", to: "expired", by: ["timer"], guard: "timeOver" },
      { on: "drop", to: "rejected", by: ["buyer", "timer", "system"], guard: null },
      { on: "pull_out", to: "withdrawn", by: ["seller"], guard: null },
      { on: "fulfil", to: "fulfilled", by: ["buyer", "timer", "system"], guard: null },
    ],
    fulfilled: [],
    withdrawn: [],
    rejected: [],
    expired: [],
    superseded: [],
  },
} as const satisfies Machine<OfferStatus, MarketFacts>;

const accepted = [
  { on: "confirm", to: "completed", by: ["buyer"], guard: null, money: "release" },
  { on: "auto_release", to: "completed", by: ["timer"], guard: null, money: "release" },
] as const;
/** While money is held: the buyer can leave when the promise is broken, and both can always agree to cancel. */
const late = { on: "cancel_late", to: "cancelled", by: ["buyer"], guard: "deliveryLate", money: "refund" } as const;
const together = { on: "cancel_agreed", to: "cancelled", by: ["buyer", "seller"], guard: "agreed", money: "refund" } as const;
const contested = { on: "contest", to: "delivery", by: ["buyer"], guard: "contestLeft", money: null } as const;
/** The seller can correct the handover until it is inspected. A delivery that was marked is then inspected anew. */
const corrected = (to: "delivery" | "delivered") => ({ on: "correct_handover", to, by: ["seller"], guard: "noHold", money: null }) as const;
/** While money is held either party may open a case. What is to be delivered again is delivered from where it stands. */
const held = <Here extends string, Again extends string>(here: Here, again: Again) =>
  disputable(here, { done: "completed", undone: "cancelled", again });
/** The price left the chain after the delivery had begun, or in a case, and was not paid again in time. */
const lost = { on: "lose_payment", to: "cancelled", by: ["timer"], guard: "nothingSeen", money: "lose" } as const;
const refunded = { on: "refund_settled", to: "refunded", by: ["system"], guard: "refundsSettled", money: null } as const;

const DEAL_GUARDS = {
  ...CASE_GUARDS,
  fullyHeld: {
    says: "payment has credited the whole price",
    needs: "price",
    holds: ({ money }) => money.covered,
  },
  nothingSeen: { says: "payment has neither seen nor received money", needs: "unpaid", holds: ({ unpaid }) => unpaid },
  unstopped: { says: "neither a case's nor a guard's hold covers the money", holds: ({ disputed, guarded }) => !disputed && !guarded },
  noHold: { says: "no hold covers the money", holds: ({ onHold }) => !onHold },
  refundsSettled: {
    says: "every refund of the deal is settled on chain",
    needs: "money",
    holds: ({ money }) => refundsSettled(money.payouts),
  },
  deliveryLate: {
    says: "the promised date and the grace after it have passed by the database's clock",
    holds: ({ deal, terms, now }) => isLate(deal, terms, now),
  },
  agreed: { says: "the other party proposed it, and the proposal still stands", holds: ({ agreed }) => agreed },
  contestLeft: {
    says: "the buyer has not yet contested as often as is allowed, and no hold covers the money",
    holds: ({ terms, onHold }) => !onHold && terms.contests < terms.contestRounds,
  },
} as const satisfies Readonly<Record<string, DealGuard<PurchaseTerms>>>;

/** The deal of a purchase. The engine refuses every move of held money while a hold covers it. */
export const DEAL = {
  name: "purchase",
  initial: "payment",
  reserved: [],
  guards: DEAL_GUARDS,
  states: {
    payment: [
      { on: "fund", to: "processing", by: ["system"], guard: "fullyHeld", money: "fund" },
      { on: "cancel", to: "cancelled", by: ["buyer", "seller"], guard: null, money: "call_off" },
      { on: "pay_timeout", to: "expired", by: ["timer"], guard: "nothingSeen", money: "call_off" },
    ],
    processing: [
      { on: "start_delivery", to: "delivery", by: ["seller"], guard: null, money: null },
      { on: "cancel", to: "cancelled", by: ["seller"], guard: null, money: "refund" },
      { on: "unfund", to: "payment", by: ["system"], guard: "unstopped", money: "reopen" },
      late,
      together,
      lost,
      ...held("processing", "processing"),
    ],
    delivery: [
      { on: "mark_delivered", to: "delivered", by: ["seller"], guard: null, money: null },
      corrected("delivery"),
      late,
      together,
      lost,
      ...held("delivery", "delivery"),
    ],
    delivered: [
      { on: "start_inspection", to: "confirming", by: ["system"], guard: null, money: null },
      ...accepted,
      corrected("delivered"),
      contested,
      together,
      lost,
      ...held("delivered", "delivery"),
    ],
    confirming: [...accepted, corrected("delivered"), contested, together, lost, ...held("confirming", "delivery")],
    completed: [],
    cancelled: [refunded],
    expired: [refunded],
    refunded: [],
  },
} as const satisfies Machine<DealStatus<"purchase">, DealFacts<PurchaseTerms>>;

export type RequestTrigger = TriggerOf<typeof REQUEST>;
export type OfferTrigger = TriggerOf<typeof OFFER>;
