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
 * The buyer confirms the delivery: the held price is released to the seller, less the platform's fee, and the payout is drafted for an
 * admin to approve. The proof of presence names the amount and the seller. It does not name the payout address, which a buyer never sees.
 *
 * - Who: the buyer of the deal.
 * - From: where the kind's machine has `confirm` (a purchase: `delivered` or `confirming`), with no hold on it. It ends `completed`.
 *   The version just before the inspection began by itself is accepted too.
 * - Two at once: one through, the other INVALID_STATE. Against the timer: whoever locks first.
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
