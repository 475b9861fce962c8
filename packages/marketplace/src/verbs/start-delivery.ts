import { type dealMoved, parsed, startDeliveryInput } from "@amanat/contracts";
import { type Ctx, oncePerKey, requireUser } from "@amanat/db";
import { actingParty, allow, expectVersion, idOf, movedView, transition } from "@amanat/deals";
import type * as z from "zod";
import { lockPurchase } from "../internal/lock-purchase.ts";
import { handedOver } from "../internal/handed-over.ts";
import { writeTerms } from "../internal/terms.ts";
import { type AttachFiles, NO_FILES } from "../ports.ts";

/**
 * The seller hands over: a parcel, a file or link, or words about a service.
 *
 * - Who: the seller of the deal.
 * - From: `processing`, when the price is held. It ends `delivery`.
 * - Two at once: one through, the other INVALID_STATE. Against a cancellation: whoever locks the deal first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers, and a file that is not the seller's), FORBIDDEN (buyer, staff),
 * INVALID_STATE (also a file that is not ready, or stands elsewhere), VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function startDelivery(
  ctx: Ctx,
  input: z.input<typeof startDeliveryInput>,
  attach: AttachFiles = NO_FILES,
): Promise<z.infer<typeof dealMoved>> {
  requireUser(ctx.actor);
  const command = parsed(startDeliveryInput, input);
  return oncePerKey(ctx, "marketplace.startDelivery", command, async (tx) => {
    const locked = await lockPurchase(tx, idOf("deal", command.dealId));
    const by = actingParty(locked.deal, tx.actor);
    const move = { on: "start_delivery", by, audit: { kind: command.handover.kind } };
    await allow(tx, locked, move);
    expectVersion(locked.deal, command.version);
    const handover = await handedOver(tx, locked.terms, command.handover, attach);
    await writeTerms(tx, locked.terms, { handover });
    return movedView(await transition(tx, locked, move));
  });
}
