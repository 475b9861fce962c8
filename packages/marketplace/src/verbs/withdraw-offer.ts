import type { offerAction, OfferView } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import type * as z from "zod";
import { endOffer } from "../internal/end-offer.ts";

/**
 * Withdraws an offer; without another live offer the request returns to `active`.
 *
 * - Who: the seller of the offer.
 * - From: `submitted`. Once accepted, the seller cancels the deal instead.
 * - Two at once: one through, the other INVALID_STATE. Against an acceptance: whoever locks the request first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (the buyer),
 * INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export function withdrawOffer(ctx: Ctx, input: z.input<typeof offerAction>): Promise<OfferView> {
  return endOffer(ctx, "marketplace.withdrawOffer", input, "withdraw");
}
