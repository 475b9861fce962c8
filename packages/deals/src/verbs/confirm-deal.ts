import { dealAction, type dealMoved, DomainError, parsed, publicId } from "@amanat/contracts";
import { type Ctx, oncePerKey, requireStepUp, requireUser } from "@amanat/db";
import type * as z from "zod";
import { idOf } from "../internal/input.ts";
import { lockDeal } from "../internal/locks.ts";
import { movedView } from "../internal/moved-view.ts";
import { priceOf } from "../internal/money.ts";
import { actingParty, partyOf } from "../internal/who.ts";
import type { Kinds } from "../kind.ts";
import { allow, transition } from "../transition.ts";

/**
 * The buyer has what was agreed: the held price becomes the seller's and the platform's, and a release
 * is drafted for an admin to approve. The buyer proves to be there, over the price and whose it becomes;
 * where the seller is paid is the seller's, and no buyer is shown it.
 *
 * - Who: the buyer of the deal.
 * - From: where the kind's machine has `confirm` (a purchase: `delivered` or `confirming`), with no hold on it. It ends `completed`.
 *   The version seen before the inspection began by itself is good enough.
 * - Two at once: one through, the other INVALID_STATE. Against the timer: whoever locks first; paid once either way.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (seller, staff),
 * INVALID_STATE, VERSION_CONFLICT, STEP_UP_REQUIRED, INSUFFICIENT_FUNDS, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function confirmDeal(ctx: Ctx, input: z.input<typeof dealAction>, kinds: Kinds): Promise<z.infer<typeof dealMoved>> {
  requireUser(ctx.actor);
  const command = parsed(dealAction, input);
  return oncePerKey(ctx, "deals.confirmDeal", command, async (tx) => {
    const locked = await lockDeal(tx, idOf("deal", command.dealId), kinds);
    const { deal, kind } = locked;
    const by = actingParty(deal, tx.actor);
    const move = { on: "confirm", by };
    await allow(tx, locked, move);
    if (!kind.sawWhatIsConfirmed(deal, command.version)) throw new DomainError("VERSION_CONFLICT");
    const { price, assetId } = priceOf(deal, kind.moneyOf(deal, "confirm"));
    await requireStepUp(tx, {
      action: "deal.release",
      subject: publicId("deal", deal.id),
      amount: price.toString(),
      asset: assetId,
      destination: publicId("user", partyOf(deal, "seller")),
    });
    return movedView(await transition(tx, locked, move));
  });
}
