import { type EventPayload, type EventRole, publicId } from "@amanat/contracts";
import type { NewEvent } from "@amanat/db";
import type { Mover } from "../state.ts";
import type { DealRow, OfferRow, RequestRow } from "./rows.ts";
import { partyOf } from "./who.ts";

/** In what capacity an event was caused, as timelines name it. */
function roleOf(by: Mover): EventRole {
  return by === "timer" ? "system" : by;
}

function forUser(userId: string): string {
  return `user:${userId}`;
}

/** Shown to everybody: `market` carries nobody's name but the buyer's, and no offer. */
export function requestCreated(row: RequestRow): NewEvent {
  return {
    type: "request.created.v1",
    subjectId: row.id,
    payload: { requestId: publicId("request", row.id) },
    channels: ["market", forUser(row.buyerId)],
    actorRole: "buyer",
  };
}

/** A request opened, closed or took its first offer. Only what changes the public list goes to the market. */
export function requestChanged(row: RequestRow, by: Mover, where: "market" | "buyer"): NewEvent {
  const own = forUser(row.buyerId);
  return {
    type: "request.changed.v1",
    subjectId: row.id,
    payload: { requestId: publicId("request", row.id), status: row.status },
    channels: where === "market" ? ["market", own] : [own],
    actorRole: roleOf(by),
  };
}

export function offerSubmitted(row: OfferRow, request: RequestRow): NewEvent {
  const payload = { offerId: publicId("offer", row.id), requestId: publicId("request", row.requestId) };
  return {
    type: "offer.submitted.v1",
    subjectId: row.id,
    payload,
    channels: [forUser(request.buyerId), forUser(row.sellerId)],
    actorRole: "seller",
  };
}

/** An offer changed by its seller or a timer also interests the buyer; its seller always hears. */
export function offerChanged(row: OfferRow, request: RequestRow, by: Mover): NewEvent {
  const payload = { offerId: publicId("offer", row.id), requestId: publicId("request", row.requestId), status: row.status };
  return {
    type: "offer.changed.v1",
    subjectId: row.id,
    payload,
    channels: [forUser(row.sellerId), forUser(request.buyerId)],
    actorRole: roleOf(by),
  };
}

export function offerAccepted(row: OfferRow, request: RequestRow, deal: DealRow): NewEvent {
  const payload = { offerId: publicId("offer", row.id), requestId: publicId("request", row.requestId), dealId: publicId("deal", deal.id) };
  return {
    type: "offer.accepted.v1",
    subjectId: row.id,
    payload,
    channels: [forUser(row.sellerId), forUser(request.buyerId)],
    actorRole: "buyer",
  };
}

type DealNews = Extract<NewEvent["type"], `deal.${string}`>;
/** What a deal event carries beside the deal itself. */
type Extra<Type extends DealNews> = Omit<EventPayload<Type>, "dealId" | "status" | "version">;

/** Lists of deals change with these; the rest only concerns whoever looks at the deal. */
const FOR_LISTS: readonly DealNews[] = [
  "deal.created.v1",
  "deal.funded.v1",
  "deal.delivery_late.v1",
  "deal.contested.v1",
  "deal.handover_corrected.v1",
  "deal.change_proposed.v1",
  "deal.change_answered.v1",
  "deal.completed.v1",
  "deal.cancelled.v1",
  "deal.expired.v1",
  "deal.refunded.v1",
];

export function dealNews<Type extends DealNews>(type: Type, deal: DealRow, by: Mover, extra: Extra<Type>): NewEvent {
  const lists = FOR_LISTS.includes(type) ? [forUser(partyOf(deal, "buyer")), forUser(partyOf(deal, "seller"))] : [];
  const event = {
    type,
    subjectId: deal.id,
    payload: { dealId: publicId("deal", deal.id), status: deal.status, version: deal.version, ...extra },
    channels: [`deal:${deal.id}`, ...lists],
    actorRole: roleOf(by),
  };
  // One object type for many event types: `appendEvents` parses each payload against its own schema.
  return event as NewEvent;
}
