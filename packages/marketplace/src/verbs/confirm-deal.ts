import { dealAction, type dealMoved, DomainError, publicId } from "@amanat/contracts";
import { type Ctx, oncePerKey, requireStepUp, requireUser } from "@amanat/db";
import type * as z from "zod";
import { completeDeal } from "../internal/complete-deal.ts";
import { movedView } from "../internal/deal-view.ts";
import { idOf, parsed } from "../internal/input.ts";
import { lockAgreement } from "../internal/locks.ts";
import { actingParty, partyOf } from "../internal/who.ts";
import { sawWhatIsConfirmed } from "../rules.ts";
import { DEAL, step } from "../state.ts";

/**
 * The buyer has what was agreed: the held price becomes the seller's and the platform's, and a release
 * is drafted for an admin to approve. The buyer proves to be there, over the price and whose it becomes;
 * where the seller is paid is the seller's, and no buyer is shown it.
 *
 * - Who: the buyer of the deal.
 * - From: `delivered` or `confirming`, with no hold on it. It ends `completed`. The version seen before the inspection
 *   began by itself is good enough.
 * - Two at once: one through, the other INVALID_STATE. Against the timer: whoever locks first; paid once either way.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (seller, staff),
 * INVALID_STATE, VERSION_CONFLICT, STEP_UP_REQUIRED, INSUFFICIENT_FUNDS, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function confirmDeal(ctx: Ctx, input: z.input<typeof dealAction>): Promise<z.infer<typeof dealMoved>> {
  requireUser(ctx.actor);
  const wanted = parsed(dealAction, input);
  return oncePerKey(ctx, "deals.confirmDeal", wanted, async (tx) => {
    const agreement = await lockAgreement(tx, idOf("deal", wanted.dealId));
    const by = actingParty(agreement.deal, tx.actor);
    step(DEAL, agreement.deal.status, "confirm", by);
    if (by !== "buyer") throw new DomainError("FORBIDDEN");
    if (!sawWhatIsConfirmed(agreement.deal, wanted.version)) throw new DomainError("VERSION_CONFLICT");
    const { deal } = agreement;
    if (deal.onHold) throw new DomainError("INVALID_STATE");
    await requireStepUp(tx, {
      action: "deal.release",
      subject: publicId("deal", deal.id),
      amount: deal.price.toString(),
      asset: deal.assetId,
      destination: publicId("user", partyOf(deal, "seller")),
    });
    return movedView(await completeDeal(tx, agreement, by));
  });
}
