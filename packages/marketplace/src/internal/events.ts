import { publicId } from "@amanat/contracts";
import type { Mover, NewEvent } from "@amanat/db";
import { forUser, roleOf } from "@amanat/deals";
import type { OfferRow, RequestRow } from "./rows.ts";

/** Public: the `market` channel carries the buyer's name only, and no offer. */
export function requestCreated(row: RequestRow): NewEvent {
  return {
    type: "request.created.v1",
    subjectId: row.id,
    payload: { requestId: publicId("request", row.id) },
    channels: ["market", forUser(row.buyerId)],
    actorRole: "buyer",
  };
}

/** A request opened, closed or took its first offer. Only changes of the public list go to the market. */
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

/** Goes to the offer's seller and to the request's buyer. */
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
