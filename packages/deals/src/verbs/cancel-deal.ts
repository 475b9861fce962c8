import { dealAction, type dealMoved, parsed, phaseOf } from "@amanat/contracts";
import { type Ctx, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { expectVersion, idOf } from "../internal/input.ts";
import { lockDeal } from "../internal/locks.ts";
import { movedView } from "../internal/moved-view.ts";
import { actingParty } from "../internal/who.ts";
import type { Kinds } from "../kind.ts";
import { stepBack } from "../rules.ts";
import { allow, transition } from "../transition.ts";

/**
 * One party ends the deal alone. Before the price is held, a part that was paid is refunded, and the kind does the rest (a purchase
 * opens its request again). Once it is held, the kind's machine decides who may: in a purchase the seller until the delivery begins,
 * and the buyer once it is late. The whole price is refunded; the deal becomes `refunded` when the refund has settled.
 *
 * - Who: buyer or seller; in a purchase both in `payment`, the seller in `processing`, the buyer in `processing` and `delivery` when late.
 * - From: where the kind's machine has `cancel` or `cancel_late`. It ends `cancelled`.
 * - Two at once: one through, the other INVALID_STATE. Against a delivery: whoever locks the deal first. Against the
 *   payment: payment's lock on the intent decides. If the price was credited first, this is INVALID_STATE until the deal is funded.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (staff),
 * INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function cancelDeal(ctx: Ctx, input: z.input<typeof dealAction>, kinds: Kinds): Promise<z.infer<typeof dealMoved>> {
  requireUser(ctx.actor);
  const command = parsed(dealAction, input);
  return oncePerKey(ctx, "deals.cancelDeal", command, async (tx) => {
    const locked = await lockDeal(tx, idOf("deal", command.dealId), kinds);
    const { deal, kind } = locked;
    const by = actingParty(deal, tx.actor);
    const { on, cause } = stepBack(kind, deal.status, by);
    const unpaid = phaseOf(kind.name, deal.status) === "paying";
    const move = { on, by, event: { cause }, audit: { by, from: deal.status, ...(unpaid ? {} : { cause }) } };
    await allow(tx, locked, move);
    expectVersion(deal, command.version);
    return movedView(await transition(tx, locked, move));
  });
}
