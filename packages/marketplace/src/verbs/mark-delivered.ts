import { type dealMoved, type Handover, handoverSchema, markDeliveredInput } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, now, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { movedView } from "../internal/deal-view.ts";
import { stopDeliveryClock } from "../internal/delivery-clock.ts";
import { expectVersion, idOf, parsed } from "../internal/input.ts";
import { runInspectionClock } from "../internal/inspection-clock.ts";
import { lockDeal } from "../internal/locks.ts";
import { moveDeal } from "../internal/moves.ts";
import { dealNews } from "../internal/news.ts";
import { lapseProposals } from "../internal/proposals.ts";
import { actingParty } from "../internal/who.ts";
import { withNote } from "../rules.ts";
import { DEAL, step } from "../state.ts";

/**
 * The seller says it has arrived; the time to inspect runs, after which the money is released by itself.
 *
 * - Who: the seller of the deal.
 * - From: `delivery`, also after the buyer contested the delivery before. It ends `delivered`; the reaction to `deal.delivered`
 *   starts the inspection, which runs its whole time each time.
 * - Two at once: one through, the other INVALID_STATE. Against a buyer who cancels because it is late: whoever locks first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (buyer, staff),
 * INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function markDelivered(ctx: Ctx, input: z.input<typeof markDeliveredInput>): Promise<z.infer<typeof dealMoved>> {
  requireUser(ctx.actor);
  const wanted = parsed(markDeliveredInput, input);
  return oncePerKey(ctx, "marketplace.markDelivered", wanted, async (tx) => {
    const deal = await lockDeal(tx, idOf("deal", wanted.dealId));
    const by = actingParty(deal, tx.actor);
    step(DEAL, deal.status, "mark_delivered", by);
    expectVersion(deal, wanted.version);
    const at = await now(tx);
    const handover: Handover = withNote(handoverSchema.parse(deal.handover), wanted.note);
    const moved = await moveDeal(tx, deal, "mark_delivered", by, { deliveredAt: at, handover });
    const dueAt = await runInspectionClock(tx, deal, at);
    await stopDeliveryClock(tx, deal);
    await lapseProposals(tx, deal, { clock: "deliver" });
    await audit(tx, {
      action: "deal.mark_delivered",
      subjectKind: "deal",
      subjectId: deal.id,
      payload: { releaseAt: dueAt.toISOString() },
    });
    await appendEvents(tx, [dealNews("deal.delivered.v1", moved, by, {})]);
    return movedView(moved);
  });
}
