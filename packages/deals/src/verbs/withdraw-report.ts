import { dealAction, type dealMoved, parsed } from "@amanat/contracts";
import { type Ctx, mendIncidents, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { expectVersion, idOf } from "../internal/input.ts";
import { lockDeal } from "../internal/locks.ts";
import { movedView } from "../internal/moved-view.ts";
import { actingParty } from "../internal/who.ts";
import type { Kinds } from "../kind.ts";
import { allow, transition } from "../transition.ts";

/**
 * The buyer withdraws the report: the hold is lifted, the stopped clock runs on with its rest, 72 hours at least, and an open ruling
 * lapses.
 *
 * - Who: the buyer of the deal.
 * - From: where the kind's machine has `withdraw_report`, while a party's hold covers the money.
 * - Two at once: one through, the other INVALID_STATE. Against a ruling or the hold's own date: whoever locks the deal first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (seller, staff),
 * INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function withdrawReport(ctx: Ctx, input: z.input<typeof dealAction>, kinds: Kinds): Promise<z.infer<typeof dealMoved>> {
  requireUser(ctx.actor);
  const command = parsed(dealAction, input);
  return oncePerKey(ctx, "deals.withdrawReport", command, async (tx) => {
    const locked = await lockDeal(tx, idOf("deal", command.dealId), kinds);
    const by = actingParty(locked.deal, tx.actor);
    const move = { on: "withdraw_report", by, event: { by }, audit: { by } };
    await allow(tx, locked, move);
    expectVersion(locked.deal, command.version);
    const moved = await transition(tx, locked, move);
    await mendIncidents(tx, moved.id, ["deal.on_hold"]);
    return movedView(moved);
  });
}
