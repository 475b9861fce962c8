import { cancelRequestInput, parsed, type RequestView } from "@amanat/contracts";
import { appendEvents, audit, closeDeadline, type Ctx, oncePerKey, requireUser, wayOf } from "@amanat/db";
import { expectVersion, idOf } from "@amanat/deals";
import type * as z from "zod";
import { lockRequest } from "../internal/locks.ts";
import { moveRequest } from "../internal/write-rows.ts";
import { requestChanged } from "../internal/events.ts";
import { endOffers } from "../internal/request-offers.ts";
import { viewRequest } from "../internal/request-view.ts";
import { requireOwner } from "../internal/who.ts";
import { REQUEST } from "../state.ts";

/**
 * Takes a request off the market; its live offers end as `rejected`.
 *
 * - Who: the buyer.
 * - From: `pending`, `active` or `received_offers`; after acceptance, cancel the deal instead.
 * - Two at once: the row lock lets one through, the other gets INVALID_STATE. Against an acceptance: whoever locks first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for everybody but the buyer),
 * INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function cancelRequest(ctx: Ctx, input: z.input<typeof cancelRequestInput>): Promise<RequestView> {
  requireUser(ctx.actor);
  const command = parsed(cancelRequestInput, input);
  return oncePerKey(ctx, "marketplace.cancelRequest", command, async (tx) => {
    const request = await lockRequest(tx, idOf("request", command.requestId));
    requireOwner(request.buyerId, tx.actor);
    wayOf(REQUEST, request.status, "cancel", "buyer");
    expectVersion(request, command.version);
    const moved = await moveRequest(tx, request, "cancel", "buyer", { liveOffers: 0 });
    const ended = await endOffers(tx, moved, "reject", "buyer");
    await closeDeadline(tx, { purpose: "request_expiry", subjectId: moved.id });
    await audit(tx, {
      action: "request.cancel",
      subjectKind: "request",
      subjectId: moved.id,
      payload: { from: request.status, offersEnded: ended.length },
    });
    const view = await viewRequest(tx, moved, { mine: true, deal: null });
    await appendEvents(tx, [...ended, requestChanged(moved, "buyer", "market")]);
    return view;
  });
}
