import { correctHandoverInput, type dealMoved, DomainError } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, now, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { movedView } from "../internal/deal-view.ts";
import { expectVersion, idOf, parsed } from "../internal/input.ts";
import { runInspectionClock } from "../internal/inspection-clock.ts";
import { lockDeal } from "../internal/locks.ts";
import { moveDeal } from "../internal/moves.ts";
import { dealNews } from "../internal/news.ts";
import { lapseProposals } from "../internal/proposals.ts";
import { actingParty } from "../internal/who.ts";
import { DEAL, step } from "../state.ts";

/**
 * The seller puts right what was handed over: a wrong link, a mistyped number. The buyer is told, and looks at the new one for
 * as long as at the first: a delivery that was marked as done is marked anew, its inspection runs its whole time again, and a
 * buyer who confirms has seen the new one. Only the seller loses by it, so it is not counted.
 *
 * - Who: the seller of the deal.
 * - From: `delivery`, which it stays; `delivered` or `confirming`, with no hold on it, which end `delivered`. The one before stays
 *   on the audit trail.
 * - Two at once: one through, the other VERSION_CONFLICT. Against a buyer who confirms, or the timer: whoever locks first; a buyer
 *   who saw the old one gets VERSION_CONFLICT.
 * - Replay: with the same Idempotency-Key the stored answer; without one VERSION_CONFLICT.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (buyer, staff),
 * INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function correctHandover(ctx: Ctx, input: z.input<typeof correctHandoverInput>): Promise<z.infer<typeof dealMoved>> {
  requireUser(ctx.actor);
  const wanted = parsed(correctHandoverInput, input);
  return oncePerKey(ctx, "marketplace.correctHandover", wanted, async (tx) => {
    const deal = await lockDeal(tx, idOf("deal", wanted.dealId));
    const by = actingParty(deal, tx.actor);
    step(DEAL, deal.status, "correct_handover", by);
    if (deal.onHold) throw new DomainError("INVALID_STATE");
    expectVersion(deal, wanted.version);
    const moved = await moveDeal(tx, deal, "correct_handover", by, { handover: wanted.handover });
    const inspecting = moved.status === "delivered";
    const releaseAt = inspecting ? await runInspectionClock(tx, deal, await now(tx)) : null;
    // Another end of the inspection was asked for than the one that runs now.
    if (inspecting) await lapseProposals(tx, deal, { clock: "inspect" });
    await audit(tx, {
      action: "deal.correct_handover",
      subjectKind: "deal",
      subjectId: deal.id,
      payload: { kind: wanted.handover.kind, releaseAt: releaseAt?.toISOString() ?? null },
    });
    await appendEvents(tx, [dealNews("deal.handover_corrected.v1", moved, by, {})]);
    return movedView(moved);
  });
}
