import type {
  DealStatus,
  deliveryWishSchema,
  Handover,
  IntentStatus,
  NextStep,
  OfferStatus,
  PartyRole,
  RequestStatus,
  StoredRequestStatus,
} from "@amanat/contracts";
import { after, afterClosing, type PayoutFacts } from "@amanat/deals";
import type * as z from "zod";

/** Pure decisions. Nothing here reads a clock or a database: both are arguments. */

export type DeliveryWish = z.infer<typeof deliveryWishSchema>;

/** Statuses in which a request takes offers and anybody may see it. */
export const OPEN_REQUEST = ["active", "received_offers"] as const satisfies readonly StoredRequestStatus[];
/** Statuses of standing offers; a seller has at most one on a request. */
export const LIVE_OFFER = ["submitted"] as const satisfies readonly OfferStatus[];
/** Open means listed, visible to strangers and taking offers. */
export function isOpen(request: { status: StoredRequestStatus; expiresAt: Date }, now: Date): boolean {
  return OPEN_REQUEST.some((status) => status === request.status) && request.expiresAt > now;
}

/** Whether an offer's own time has run out. */
export function isValid(offer: { validUntil: Date }, now: Date): boolean {
  return offer.validUntil > now;
}

/** Whether the buyer of the request could accept this offer at `now`. */
export function isAcceptable(
  offer: { status: OfferStatus; validUntil: Date },
  request: { status: StoredRequestStatus; expiresAt: Date },
  now: Date,
): boolean {
  return offer.status === "submitted" && isValid(offer, now) && request.status === "received_offers" && request.expiresAt > now;
}

/** How a request continues when its deal ended before money was held. */
export function reopening(request: { expiresAt: Date }, liveOffers: number, now: Date): "reopen" | "reopen_empty" | "reopen_late" {
  if (request.expiresAt <= now) return "reopen_late";
  return liveOffers > 0 ? "reopen" : "reopen_empty";
}

/** How an accepted offer continues when nobody paid: it stands again, while it is valid. */
export function restoring(offer: { validUntil: Date }, now: Date): "restore" | "restore_late" {
  return isValid(offer, now) ? "restore" : "restore_late";
}

/** The status a request shows: its own up to acceptance, its deal's from then on. Only one of them is stored. */
export function shownStatus(stored: StoredRequestStatus, deal: DealStatus<"purchase"> | null): RequestStatus {
  if (stored !== "matched") return stored;
  return deal ?? "payment";
}

/** A delivery wish as strangers see it: country and city, never street or postal code. */
export function withoutAddress(wish: DeliveryWish): DeliveryWish {
  return wish.mode === "physical" ? { ...wish, address: "", postalCode: "" } : wish;
}

export type StepFacts = {
  status: DealStatus<"purchase">;
  onHold: boolean;
  /** When a hold that waits for a decision ends automatically; null without one. */
  holdUntil: Date | null;
  /** The promised date while it can be kept, and afterwards the date from which it is late. */
  deliverBy: Date | null;
  late: boolean;
  /** Due times of the running deadlines; null when paused, closed or absent. */
  payDueAt: Date | null;
  /** Until when a price that left the chain can be paid again. */
  repayDueAt: Date | null;
  inspectDueAt: Date | null;
  intentStatus: IntentStatus | null;
  payouts: readonly PayoutFacts[];
};

function paying({ intentStatus, payDueAt }: StepFacts): NextStep<"purchase"> {
  // With part of the price paid, the intent stays `awaiting`: the buyer must still pay the rest before the paused clock ends.
  const seen = intentStatus !== null && ["detected", "confirming", "credited"].includes(intentStatus);
  if (seen) return { action: "await_confirmations", who: "system", dueAt: null, consequence: "none" };
  const dueAt = payDueAt?.toISOString() ?? null;
  return { action: "pay", who: "buyer", dueAt, consequence: dueAt === null ? "none" : "deal_expires" };
}

/** The seller's step has a date; once the buyer may cancel, nothing further happens automatically. */
function delivering({ deliverBy, late, onHold }: StepFacts, action: "start_delivery" | "mark_delivered"): NextStep<"purchase"> {
  const dueAt = late || onHold ? null : (deliverBy?.toISOString() ?? null);
  return { action, who: "seller", dueAt, consequence: onHold || (deliverBy === null && !late) ? "none" : "buyer_may_cancel" };
}

/** The next step: who, what, by when, and what happens otherwise. */
export function nextStep(facts: StepFacts): NextStep<"purchase"> {
  const { holdUntil, repayDueAt } = facts;
  // While the price is open, paying it comes first; it also ends the hold that the reorg placed.
  if (repayDueAt !== null && facts.onHold) return paying({ ...facts, payDueAt: repayDueAt });
  if (holdUntil !== null && facts.status !== "payment")
    return { action: "await_ruling", who: "admin", dueAt: holdUntil.toISOString(), consequence: "hold_ends" };
  switch (facts.status) {
    case "payment":
      return paying(facts);
    case "processing":
      return delivering(facts, "start_delivery");
    case "delivery":
      return delivering(facts, "mark_delivered");
    case "delivered":
    case "confirming": {
      const dueAt = facts.onHold ? null : (facts.inspectDueAt?.toISOString() ?? null);
      return { action: "inspect", who: "buyer", dueAt, consequence: dueAt === null ? "none" : "auto_release" };
    }
    case "completed":
      return afterClosing(facts.payouts, "release");
    case "cancelled":
    case "expired":
    case "refunded":
      return afterClosing(facts.payouts, "refund");
  }
}

/** What happens to the accepted offer when somebody ends the deal: withdrawn by the seller, rejected by everybody else. */
export function droppedBy(role: PartyRole | "system"): "drop" | "pull_out" {
  return role === "seller" ? "pull_out" : "drop";
}

/** The handover with the seller's note on arrival, cut to the allowed length. */
export function withNote(handover: Handover, note: string): Handover {
  if (note === "") return handover;
  const joined = handover.note === "" ? note : `${handover.note}\n${note}`;
  return { ...handover, note: joined.slice(0, 2_000) };
}

/**
 * Whether a confirming buyer has seen the deal as it is. The inspection starts automatically just after the delivery and changes nothing the
 * buyer decides on, so the version before it is accepted too.
 */
export function sawWhatIsConfirmed(deal: { status: DealStatus; version: number }, seen: number): boolean {
  return seen === deal.version || (deal.status === "confirming" && seen === deal.version - 1);
}

/** Whether promise and grace period are over, so that the buyer may cancel. */
export function isLate(deal: { status: DealStatus }, { lateFrom }: { lateFrom: Date | null }, now: Date): boolean {
  return (deal.status === "processing" || deal.status === "delivery") && lateFrom !== null && lateFrom <= now;
}

/** When a contested delivery is due again: as promised, or once the seller can be expected to answer. */
export function dueAgain(deliverBy: Date | null, now: Date, answerDays: number): Date {
  const answer = after(now, answerDays, "days");
  return deliverBy !== null && deliverBy > answer ? deliverBy : answer;
}
