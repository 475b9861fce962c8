import type {
  CancelCause,
  DealStatus,
  deliveryWishSchema,
  Handover,
  IntentStatus,
  NextStep,
  OfferStatus,
  PartyRole,
  PayoutKind,
  PayoutStatus,
  ProposalKind,
  RequestStatus,
  StoredRequestStatus,
} from "@amanat/contracts";
import type * as z from "zod";

/** Pure decisions. Nothing here reads a clock or a database: both are arguments. */

export type DeliveryWish = z.infer<typeof deliveryWishSchema>;

const DAY_MS = 86_400_000;

/** The settings the marketplace reads, with their defaults. */
export const DEFAULTS = {
  /** Minutes from acceptance to payment (DESIGN §3). */
  payMinutes: 15,
  /** Minutes the time to pay stands still, once, after money was seen. */
  payPauseMinutes: 60,
  /** Days the buyer may inspect before the money is released by itself (DESIGN §3). */
  inspectDays: 14,
  /** Hours after the promised date from when on the buyer may cancel. */
  lateHours: 48,
  /** How often a buyer may contest a delivery. Each time costs the seller a new inspection, so it is bounded. */
  contestRounds: 1,
  /** Days a seller has to answer a contested delivery, if the promised date leaves fewer. */
  answerDays: 7,
  /** Hours a proposal to cancel, or for more time, waits for its answer. */
  proposalHours: 72,
  /** Days from now that more time may reach. */
  moreTimeDays: 90,
  /** Whether a new request waits for a moderator. */
  moderateRequests: false,
} as const;

/** Statuses in which a request takes offers and anybody may see it. */
export const OPEN_REQUEST = ["active", "received_offers"] as const satisfies readonly StoredRequestStatus[];
/** Offers that still stand; at most one per seller and request. */
export const LIVE_OFFER = ["submitted"] as const satisfies readonly OfferStatus[];
/** Deals that ended without a delivery: money that still comes is sent back. */
export const CLOSED_UNPAID = ["expired", "cancelled", "refunded"] as const satisfies readonly DealStatus[];

/** Proposals a party can make of one kind in one deal: a record that the other has to read must not be made to grow without end. */
export const MOST_PROPOSALS = 10;

export function after(from: Date, amount: number, unit: "minutes" | "hours" | "days"): Date {
  const ms = { minutes: 60_000, hours: 3_600_000, days: DAY_MS }[unit];
  return new Date(from.getTime() + amount * ms);
}

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

/** How a request goes on when its deal ended before any money was held. */
export function reopening(request: { expiresAt: Date }, liveOffers: number, now: Date): "reopen" | "reopen_empty" | "reopen_late" {
  if (request.expiresAt <= now) return "reopen_late";
  return liveOffers > 0 ? "reopen" : "reopen_empty";
}

/** How an accepted offer goes on when nobody paid: it stands again for as long as its seller said. */
export function restoring(offer: { validUntil: Date }, now: Date): "restore" | "restore_late" {
  return isValid(offer, now) ? "restore" : "restore_late";
}

/** What a request reads: its own status up to acceptance, its deal's from then on. One of them is stored, never both. */
export function shownStatus(stored: StoredRequestStatus, deal: DealStatus | null): RequestStatus {
  if (stored !== "matched") return stored;
  return deal ?? "payment";
}

/** A delivery wish as strangers see it: country and city, never street or postal code. */
export function withoutAddress(wish: DeliveryWish): DeliveryWish {
  return wish.mode === "physical" ? { ...wish, address: "", postalCode: "" } : wish;
}

export type PayoutFacts = { kind: PayoutKind; status: PayoutStatus; replaced?: boolean; redraftAt?: Date | null };

/** Of an instruction that ended unpaid only the one in its place counts. */
const stands = (payout: PayoutFacts) => payout.replaced !== true && payout.status !== "cancelled";

/** A deal reads `refunded` once something went back and nothing is still on its way. */
export function refundsSettled(payouts: readonly PayoutFacts[]): boolean {
  const refunds = payouts.filter((payout) => payout.kind === "refund" && stands(payout));
  return refunds.length > 0 && refunds.every((payout) => payout.status === "settled");
}

export type StepFacts = {
  status: DealStatus;
  onHold: boolean;
  /** The promised date while it can still be kept, and since when it no longer can. */
  deliverBy: Date | null;
  late: boolean;
  /** Due times of the running deadlines; null when paused, closed or absent. */
  payDueAt: Date | null;
  inspectDueAt: Date | null;
  intentStatus: IntentStatus | null;
  payouts: readonly PayoutFacts[];
};

const nobody: NextStep = { action: "none", who: "nobody", dueAt: null, consequence: "none" };

function afterClosing(payouts: readonly PayoutFacts[], kind: PayoutKind): NextStep {
  const open = payouts.filter((payout) => payout.kind === kind && payout.status !== "settled" && stands(payout));
  const first = open[0];
  if (!first) return nobody;
  const rejected = open.find(({ status }) => status === "rejected");
  if (rejected) {
    const who = kind === "refund" ? "buyer" : "seller";
    return { action: "confirm_address", who, dueAt: rejected.redraftAt?.toISOString() ?? null, consequence: "drafted_again" };
  }
  const humanTurn = open.some((payout) => ["draft", "pending_approval", "failed"].includes(payout.status));
  if (kind === "refund") return { action: "await_refund", who: humanTurn ? "admin" : "system", dueAt: null, consequence: "none" };
  return { action: humanTurn ? "approve_payout" : "await_payout", who: humanTurn ? "admin" : "system", dueAt: null, consequence: "none" };
}

function paying({ intentStatus, payDueAt }: StepFacts): NextStep {
  // Part of the price leaves the intent `awaiting`: the rest is still the buyer's to pay, before the clock that stood still ends.
  const seen = intentStatus !== null && ["detected", "confirming", "credited"].includes(intentStatus);
  if (seen) return { action: "await_confirmations", who: "system", dueAt: null, consequence: "none" };
  const dueAt = payDueAt?.toISOString() ?? null;
  return { action: "pay", who: "buyer", dueAt, consequence: dueAt === null ? "none" : "deal_expires" };
}

/** The seller's turn has a date; once the buyer may cancel, nothing more happens at any date. */
function delivering({ deliverBy, late, onHold }: StepFacts, action: "start_delivery" | "mark_delivered"): NextStep {
  const dueAt = late || onHold ? null : (deliverBy?.toISOString() ?? null);
  return { action, who: "seller", dueAt, consequence: onHold || (deliverBy === null && !late) ? "none" : "buyer_may_cancel" };
}

/** Whose turn it is, for what, by when, and what happens if nobody acts. */
export function nextStep(facts: StepFacts): NextStep {
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

/** What becomes of the accepted offer when a party ends the deal: the buyer turns it down, the seller takes it back. */
export function droppedBy(role: PartyRole): "drop" | "pull_out" {
  return role === "buyer" ? "drop" : "pull_out";
}

/** The handover with what the seller added on arrival, within the length a note may have. */
export function withNote(handover: Handover, note: string): Handover {
  if (note === "") return handover;
  const joined = handover.note === "" ? note : `${handover.note}\n${note}`;
  return { ...handover, note: joined.slice(0, 2_000) };
}

/**
 * Whether a buyer who confirms has seen the deal as it is. The inspection begins by itself a moment after
 * the delivery and changes nothing the buyer decides on, so the version just before it counts too.
 */
export function sawWhatIsConfirmed(deal: { status: DealStatus; version: number }, seen: number): boolean {
  return seen === deal.version || (deal.status === "confirming" && seen === deal.version - 1);
}

/** Whether the promise and the grace after it are over, so that the buyer may leave. */
export function isLate(deal: { status: DealStatus; lateFrom: Date | null }, now: Date): boolean {
  return (deal.status === "processing" || deal.status === "delivery") && deal.lateFrom !== null && deal.lateFrom <= now;
}

/** How a party who steps back alone does it, and what that is called: a buyer whose money is held only by right of lateness. */
export function steppingBack(role: PartyRole, status: DealStatus): { on: "cancel" | "cancel_late"; cause: CancelCause } {
  return role === "buyer" && status !== "payment" ? { on: "cancel_late", cause: "late" } : { on: "cancel", cause: "stepped_back" };
}

/** Which clock more time would move now: the delivery's until it is marked, the inspection's after. */
export function clockOf(status: DealStatus): "deliver" | "inspect" | null {
  if (status === "processing" || status === "delivery") return "deliver";
  return status === "delivered" || status === "confirming" ? "inspect" : null;
}

/** When a contested delivery is due again: as promised, or as soon as the seller can be expected to answer. */
export function dueAgain(deliverBy: Date | null, now: Date, answerDays: number): Date {
  const answer = after(now, answerDays, "days");
  return deliverBy !== null && deliverBy > answer ? deliverBy : answer;
}

/** Who gives money away by agreeing to end a deal, and so proves to be there: the seller, whether asking or answering. */
export function givesAway(kind: ProposalKind, role: PartyRole): boolean {
  return kind === "cancel" && role === "seller";
}
