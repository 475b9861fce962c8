import { type dealMoved, startDeliveryInput } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { movedView } from "../internal/deal-view.ts";
import { expectVersion, idOf, parsed } from "../internal/input.ts";
import { lockDeal } from "../internal/locks.ts";
import { moveDeal } from "../internal/moves.ts";
import { dealNews } from "../internal/news.ts";
import { actingParty } from "../internal/who.ts";
import { DEAL, step } from "../state.ts";

/**
 * The seller hands over: a parcel, a file or link, or words about a service.
 *
 * - Who: the seller of the deal.
 * - From: `processing`, when the price is held. It ends `delivery`.
 * - Two at once: one through, the other INVALID_STATE. Against a cancellation: whoever locks the deal first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (buyer, staff),
 * INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function startDelivery(ctx: Ctx, input: z.input<typeof startDeliveryInput>): Promise<z.infer<typeof dealMoved>> {
  requireUser(ctx.actor);
  const wanted = parsed(startDeliveryInput, input);
  return oncePerKey(ctx, "marketplace.startDelivery", wanted, async (tx) => {
    const deal = await lockDeal(tx, idOf("deal", wanted.dealId));
    const by = actingParty(deal, tx.actor);
    step(DEAL, deal.status, "start_delivery", by);
    expectVersion(deal, wanted.version);
    const moved = await moveDeal(tx, deal, "start_delivery", by, { handover: wanted.handover });
    await audit(tx, { action: "deal.start_delivery", subjectKind: "deal", subjectId: deal.id, payload: { kind: wanted.handover.kind } });
    await appendEvents(tx, [dealNews("deal.delivery_started.v1", moved, by, {})]);
    return movedView(moved);
  });
}
