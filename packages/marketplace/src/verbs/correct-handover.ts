import { correctHandoverInput, type dealMoved, parsed } from "@amanat/contracts";
import { type Ctx, now, oncePerKey, requireUser } from "@amanat/db";
import { actingParty, allow, expectVersion, idOf, lapseProposals, movedView, transition } from "@amanat/deals";
import type * as z from "zod";
import { runInspectionClock } from "../internal/inspection-clock.ts";
import { lockPurchase } from "../internal/lock-purchase.ts";
import { writeTerms } from "../internal/terms.ts";

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
  const command = parsed(correctHandoverInput, input);
  return oncePerKey(ctx, "marketplace.correctHandover", command, async (tx) => {
    const locked = await lockPurchase(tx, idOf("deal", command.dealId));
    const { deal, terms } = locked;
    const move = { on: "correct_handover", by: actingParty(deal, tx.actor) };
    await allow(tx, locked, move);
    expectVersion(deal, command.version);
    await writeTerms(tx, terms, { handover: command.handover });
    const inspecting = deal.status !== "delivery";
    const releaseAt = inspecting ? await runInspectionClock(tx, deal, await now(tx)) : null;
    // Another end of the inspection was asked for than the one that runs now.
    if (inspecting) await lapseProposals(tx, deal, { clock: "inspect" });
    const payload = { kind: command.handover.kind, releaseAt: releaseAt?.toISOString() ?? null };
    return movedView(await transition(tx, locked, { ...move, audit: payload }));
  });
}
