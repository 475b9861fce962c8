import { type dealMoved, handoverSchema, markDeliveredInput, parsed } from "@amanat/contracts";
import { type Ctx, now, oncePerKey, requireUser } from "@amanat/db";
import { actingParty, allow, expectVersion, idOf, movedView, transition } from "@amanat/deals";
import type * as z from "zod";
import { runInspectionClock } from "../internal/inspection-clock.ts";
import { lockPurchase } from "../internal/lock-purchase.ts";
import { writeTerms } from "../internal/terms.ts";
import { withNote } from "../rules.ts";

/**
 * The seller marks the delivery as arrived. The time to inspect starts; at its end the money is released automatically.
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
  const command = parsed(markDeliveredInput, input);
  return oncePerKey(ctx, "marketplace.markDelivered", command, async (tx) => {
    const locked = await lockPurchase(tx, idOf("deal", command.dealId));
    const { deal, terms } = locked;
    const move = { on: "mark_delivered", by: actingParty(deal, tx.actor) };
    await allow(tx, locked, move);
    expectVersion(deal, command.version);
    const at = await now(tx);
    await writeTerms(tx, terms, { deliveredAt: at, handover: withNote(handoverSchema.parse(terms.handover), command.note) });
    const releaseAt = await runInspectionClock(tx, deal, at);
    return movedView(await transition(tx, locked, { ...move, audit: { releaseAt: releaseAt.toISOString() } }));
  });
}
