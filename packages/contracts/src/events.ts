import * as z from "zod";
import { dealId, intentId, offerId, payoutId, proposalId, requestId } from "./ids.ts";
import { INCIDENT_KINDS, incidentId } from "./incidents.ts";
import { amountSchema } from "./money.ts";
import { CANCEL_CAUSES, CONTEST_REASONS, DEAL_STATUSES, PARTY_ROLES, PROPOSAL_KINDS, PROPOSAL_STATUSES } from "./marketplace.ts";
import { INTENT_EXCEPTIONS, INTENT_STATUSES, PAYOUT_KINDS, PAYOUT_STATUSES } from "./payment.ts";

const deal = { dealId, status: z.enum(DEAL_STATUSES), version: z.number().int() };
const change = { proposalId, kind: z.enum(PROPOSAL_KINDS), by: z.enum(PARTY_ROLES), until: z.string().nullable() };
const intent = { intentId, dealId, status: z.enum(INTENT_STATUSES), exception: z.enum(INTENT_EXCEPTIONS), received: amountSchema };
const payout = {
  payoutId,
  /** Null where it sends back what no deal was paid with. */
  dealId: dealId.nullable(),
  kind: z.enum(PAYOUT_KINDS),
  status: z.enum(PAYOUT_STATUSES),
  amount: amountSchema,
  txHash: z.string().nullable(),
};
const destination = { dealId, kind: z.enum(PAYOUT_KINDS), effectiveAt: z.string(), byKey: z.boolean() };

/** Every event, by versioned dotted name, with its payload. Flat on purpose: timelines show the payload as it is. */
export const EVENTS = {
  "request.created.v1": z.object({ requestId }),
  "request.changed.v1": z.object({ requestId, status: z.string() }),
  "offer.submitted.v1": z.object({ offerId, requestId }),
  "offer.changed.v1": z.object({ offerId, requestId, status: z.string() }),
  "offer.accepted.v1": z.object({ offerId, requestId, dealId }),
  "deal.created.v1": z.object(deal),
  "deal.funded.v1": z.object({ ...deal, amount: amountSchema }),
  "deal.delivery_started.v1": z.object(deal),
  "deal.delivered.v1": z.object(deal),
  "deal.inspection_started.v1": z.object(deal),
  /** What was handed over is another now; an inspection that ran begins anew. */
  "deal.handover_corrected.v1": z.object(deal),
  "deal.completed.v1": z.object({ ...deal, by: z.enum(["buyer", "timer"]) }),
  /** `cause` is missing in events from before there was more than one. */
  "deal.cancelled.v1": z.object({ ...deal, cause: z.enum(CANCEL_CAUSES).optional() }),
  /** The promised date and the grace have passed: the buyer may cancel now. */
  "deal.delivery_late.v1": z.object(deal),
  "deal.contested.v1": z.object({ ...deal, reason: z.enum(CONTEST_REASONS), round: z.number().int() }),
  "deal.change_proposed.v1": z.object({ ...deal, ...change, expiresAt: z.string() }),
  "deal.change_answered.v1": z.object({ ...deal, ...change, answer: z.enum(PROPOSAL_STATUSES) }),
  "deal.expired.v1": z.object(deal),
  "deal.refunded.v1": z.object(deal),
  "payment.awaiting.v1": z.object(intent),
  "payment.detected.v1": z.object({ ...intent, txHash: z.string() }),
  "payment.confirming.v1": z.object({ ...intent, txHash: z.string(), confirmations: z.number().int(), required: z.number().int() }),
  "payment.reorged.v1": z.object({ ...intent, txHash: z.string() }),
  "payment.rejected.v1": z.object({ ...intent, txHash: z.string(), reason: z.string() }),
  /** Money proved on chain and posted, whether or not it completes the price. */
  "payment.received.v1": z.object({ ...intent, txHash: z.string(), amount: amountSchema }),
  // Of the tranche it pays for; an older one says none, and means the first.
  "payment.credited.v1": z.object({ ...intent, amount: amountSchema, tranche: z.number().int().positive().default(1) }),
  "payment.expired.v1": z.object(intent),
  "payout.drafted.v1": z.object(payout),
  "payout.approved.v1": z.object(payout),
  "payout.rejected.v1": z.object(payout),
  "payout.broadcast.v1": z.object(payout),
  "payout.settled.v1": z.object(payout),
  "payout.failed.v1": z.object(payout),
  /** Where a party's money goes. The address is for its owner alone, and stands in no event. */
  "destination.named.v1": z.object(destination),
  "destination.change_asked.v1": z.object(destination),
  "destination.changed.v1": z.object(destination),
  "destination.change_cancelled.v1": z.object(destination),
  /** To the rooms of those who can act. */
  "incident.opened.v1": z.object({ incidentId, kind: z.enum(INCIDENT_KINDS) }),
  "incident.closed.v1": z.object({ incidentId, kind: z.enum(INCIDENT_KINDS) }),
  "session.revoked.v1": z.object({ sessionId: z.string() }),
} as const;

export type EventType = keyof typeof EVENTS;
export type EventPayload<Type extends EventType> = z.infer<(typeof EVENTS)[Type]>;

/** One event as a stream or list delivers it. */
export const streamedEvent = z.object({
  type: z.enum(Object.keys(EVENTS) as [EventType, ...EventType[]]),
  at: z.string(),
  actorName: z.string(),
  data: z.record(z.string(), z.unknown()),
});
/** A stream item: the event with the signed cursor to resume after it. */
export type StreamedEvent = { [Type in EventType]: { type: Type; at: string; actorName: string; data: EventPayload<Type> } }[EventType];
