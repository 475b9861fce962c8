import { appendEvents, audit, closeDeadline, requireSystem, type TxCtx } from "@amanat/db";
import { lockRequest } from "../internal/locks.ts";
import { moveRequest } from "../internal/write-rows.ts";
import { requestChanged } from "../internal/events.ts";
import { endOffers } from "../internal/request-offers.ts";
import { REQUEST } from "../state.ts";

/**
 * A request's time on the market ends; its live offers expire.
 *
 * - Who: the timer `request_expiry`.
 * - From: `pending`, `active`, `received_offers`. It ends `expired`.
 * - Two at once, replay, and an acceptance or cancellation that came first: only the timer ends.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function expireRequest(tx: TxCtx, input: { requestId: string }): Promise<void> {
  requireSystem(tx.actor);
  const timer = { purpose: "request_expiry", subjectId: input.requestId };
  const request = await lockRequest(tx, input.requestId);
  if (!REQUEST.states[request.status].some((way) => way.on === "expire")) return closeDeadline(tx, timer);
  const moved = await moveRequest(tx, request, "expire", "timer", { liveOffers: 0 });
  const ended = await endOffers(tx, moved, "expire", "timer");
  await closeDeadline(tx, timer, "done");
  await audit(tx, {
    action: "request.expire",
    subjectKind: "request",
    subjectId: request.id,
    payload: { from: request.status, offersEnded: ended.length },
  });
  await appendEvents(tx, [...ended, requestChanged(moved, "timer", "market")]);
}
