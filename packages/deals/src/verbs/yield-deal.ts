import { dealAction, type dealMoved, parsed, publicId } from "@amanat/contracts";
import { type Ctx, oncePerKey, requireStepUp, requireUser } from "@amanat/db";
import type * as z from "zod";
import { allBack } from "../internal/holds.ts";
import { expectVersion, idOf } from "../internal/input.ts";
import { lockDeal } from "../internal/locks.ts";
import { movedView } from "../internal/moved-view.ts";
import { priceOf } from "../internal/money.ts";
import { actingParty, partyOf } from "../internal/who.ts";
import type { Kinds } from "../kind.ts";
import { allow, transition } from "../transition.ts";

/**
 * The seller gives in: all that is frozen goes back to who paid it, and the deal ends. The seller gives the money away, and so
 * proves to be there.
 *
 * - Who: the seller of the deal.
 * - From: where the kind's machine has `yield`, while a party's hold covers the money. It ends `cancelled`.
 * - Two at once: one through, the other INVALID_STATE. Against a ruling, the buyer's word or the hold's date: whoever locks first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (buyer, staff),
 * INVALID_STATE (also while somebody else's hold covers it), VERSION_CONFLICT, STEP_UP_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function yieldDeal(ctx: Ctx, input: z.input<typeof dealAction>, kinds: Kinds): Promise<z.infer<typeof dealMoved>> {
  requireUser(ctx.actor);
  const wanted = parsed(dealAction, input);
  return oncePerKey(ctx, "deals.yieldDeal", wanted, async (tx) => {
    const locked = await lockDeal(tx, idOf("deal", wanted.dealId), kinds);
    const { deal } = locked;
    const by = actingParty(deal, tx.actor);
    const cause = "yielded";
    const shares = await allBack(tx, deal);
    const move = { on: "yield", by, shares, cause, event: { cause }, audit: { by, from: deal.status, cause } };
    await allow(tx, locked, move);
    expectVersion(deal, wanted.version);
    const { assetId, price } = priceOf(deal);
    await requireStepUp(tx, {
      action: "deal.refund",
      subject: publicId("deal", deal.id),
      amount: price.toString(),
      asset: assetId,
      destination: publicId("user", partyOf(deal, "buyer")),
    });
    return movedView(await transition(tx, locked, move));
  });
}
