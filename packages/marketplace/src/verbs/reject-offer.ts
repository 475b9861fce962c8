import type { offerAction, OfferView } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import type * as z from "zod";
import { endOffer } from "../internal/end-offer.ts";

/**
 * Rejects an offer; without another live offer the request returns to `active`. The seller may bid again.
 *
 * - Who: the buyer of the request.
 * - From: `submitted`.
 * - Two at once: one through, the other INVALID_STATE. Against an acceptance: whoever locks the request first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (the seller),
 * INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export function rejectOffer(ctx: Ctx, input: z.input<typeof offerAction>): Promise<OfferView> {
  return endOffer(ctx, "marketplace.rejectOffer", input, "reject");
}
