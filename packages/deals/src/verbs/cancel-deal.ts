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
 * A party steps back alone. Before money is held, whatever part of the price came goes back, and the kind does what follows (a
 * purchase opens its request again). After that a party can where the kind's machine says so: the seller of a purchase until the
 * delivery begins, and the buyer once it is late. The whole price goes back; the deal reads `refunded` once it did.
 *
 * - Who: buyer or seller; in a purchase both in `payment`, the seller in `processing`, the buyer in `processing` and `delivery` when late.
 * - From: where the kind's machine has `cancel` or `cancel_late`. It ends `cancelled`.
 * - Two at once: one through, the other INVALID_STATE. Against a delivery that is marked at last: whoever locks the deal first.
 *   Against the money: payment's lock on the intent decides; when the price was credited first this is INVALID_STATE until
 *   the deal shows it, then the rules for held money hold.
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
