import { correctHandoverInput, type dealMoved, parsed } from "@amanat/contracts";
import { type Ctx, now, oncePerKey, requireUser } from "@amanat/db";
import { actingParty, allow, expectVersion, idOf, lapseProposals, movedView, transition } from "@amanat/deals";
import type * as z from "zod";
import { runInspectionClock } from "../internal/inspection-clock.ts";
import { lockPurchase } from "../internal/lock-purchase.ts";
import { handedOver } from "../internal/handed-over.ts";
import { writeTerms } from "../internal/terms.ts";
import { type AttachFiles, NO_FILES } from "../ports.ts";

/**
 * The seller corrects the handover: a wrong link, a mistyped number. The buyer is told and has the whole time for the new one: a delivery that
 * was marked is marked again, its inspection starts anew, and a confirming buyer must have seen the correction. It only costs the seller time,
 * so it is not limited.
 *
 * - Who: the seller of the deal.
 * - From: `delivery`, which stays; `delivered` or `confirming` without a hold, which become `delivered`. The old handover stays on the audit
 *   trail.
 * - Two at once: one through, the other VERSION_CONFLICT. Against a confirming buyer or the timer: the first to lock wins; a buyer who saw the
 *   old handover gets VERSION_CONFLICT.
 * - Replay: with the same Idempotency-Key the stored answer; without one VERSION_CONFLICT.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers, and a file that is not the seller's), FORBIDDEN (buyer, staff),
 * INVALID_STATE (also a file that is not ready, or stands elsewhere), VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function correctHandover(
  ctx: Ctx,
  input: z.input<typeof correctHandoverInput>,
  attach: AttachFiles = NO_FILES,
): Promise<z.infer<typeof dealMoved>> {
  requireUser(ctx.actor);
  const command = parsed(correctHandoverInput, input);
  return oncePerKey(ctx, "marketplace.correctHandover", command, async (tx) => {
    const locked = await lockPurchase(tx, idOf("deal", command.dealId));
    const { deal, terms } = locked;
    const move = { on: "correct_handover", by: actingParty(deal, tx.actor) };
    await allow(tx, locked, move);
    expectVersion(deal, command.version);
    const handover = await handedOver(tx, terms, command.handover, attach);
    await writeTerms(tx, terms, { handover });
    const inspecting = deal.status !== "delivery";
    const releaseAt = inspecting ? await runInspectionClock(tx, deal, await now(tx)) : null;
    // The proposed end was for another inspection than the one that runs now.
    if (inspecting) await lapseProposals(tx, deal, { clock: "inspect" });
    const payload = { kind: command.handover.kind, releaseAt: releaseAt?.toISOString() ?? null };
    return movedView(await transition(tx, locked, { ...move, audit: payload }));
  });
}
