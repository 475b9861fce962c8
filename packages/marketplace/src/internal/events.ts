import { publicId } from "@amanat/contracts";
import type { Mover, NewEvent } from "@amanat/db";
import { forUser, roleOf } from "@amanat/deals";
import type { OfferRow, RequestRow } from "./rows.ts";

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

export function offerAccepted(row: OfferRow, request: RequestRow, deal: { id: string }): NewEvent {
  const payload = { offerId: publicId("offer", row.id), requestId: publicId("request", row.requestId), dealId: publicId("deal", deal.id) };
  return {
    type: "offer.accepted.v1",
    subjectId: row.id,
    payload,
    channels: [forUser(row.sellerId), forUser(request.buyerId)],
    actorRole: "buyer",
  };
}
