import { appendEvents, audit, closeDeadline, requireSystem, type TxCtx } from "@amanat/db";
import { lockOffer } from "../internal/locks.ts";
import { moveOffer } from "../internal/write-rows.ts";
import { offerChanged } from "../internal/events.ts";
import { settleRequest } from "../internal/request-offers.ts";

/**
 * An offer's validity ends; without another live offer the request returns to `active`.
 *
 * - Who: the timer `offer_expiry`.
 * - From: `submitted`. It ends `expired`.
 * - Two at once, replay, and whatever ended it first: only the timer ends.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function expireOffer(tx: TxCtx, input: { offerId: string }): Promise<void> {
  requireSystem(tx.actor);
  const timer = { purpose: "offer_expiry", subjectId: input.offerId };
  const { request, offer } = await lockOffer(tx, input.offerId);
  if (offer.status !== "submitted") return closeDeadline(tx, timer);
  const moved = await moveOffer(tx, offer, "expire", "timer");
  const settled = await settleRequest(tx, request, "timer");
  await closeDeadline(tx, timer, "done");
  await audit(tx, { action: "offer.expire", subjectKind: "offer", subjectId: offer.id, payload: { requestId: request.id } });
  await appendEvents(tx, [offerChanged(moved, settled.request, "timer"), ...settled.events]);
}
