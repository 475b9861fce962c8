import { type dealMoved, liftHoldInput, parsed } from "@amanat/contracts";
import { closeDeadline, type Ctx, oncePerKey, requireRole, requireSystem, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { expectVersion, idOf } from "../internal/input.ts";
import { lockDeal } from "../internal/locks.ts";
import { movedView } from "../internal/moved-view.ts";
import { requireGuardOf } from "../internal/who.ts";
import type { Kinds } from "../kind.ts";
import { allow, transition } from "../transition.ts";

/**
 * A guard lifts a guard's hold before its date: the money goes on as before, and the deal's clocks run on, unless a case covers it.
 *
 * - Who: a guard who is no party of the deal, whoever placed the hold.
 * - From: where the kind's machine has `guard_lift`, with a guard's hold on it.
 * - Two at once, and against the hold's date: one through, the other INVALID_STATE.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN (no guard), VALIDATION_ERROR, NOT_FOUND, SELF_APPROVAL (a party), INVALID_STATE, VERSION_CONFLICT,
 * IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function liftHold(ctx: Ctx, input: z.input<typeof liftHoldInput>, kinds: Kinds): Promise<z.infer<typeof dealMoved>> {
  requireRole(ctx.actor, "guard");
  const command = parsed(liftHoldInput, input);
  return oncePerKey(ctx, "deals.liftHold", command, async (tx) => {
    const locked = await lockDeal(tx, idOf("deal", command.dealId), kinds);
    const { deal } = locked;
    requireGuardOf(deal, tx.actor);
    const move = { on: "guard_lift", by: "guard" } as const;
    await allow(tx, locked, move);
    expectVersion(deal, command.version);
    const moved = await transition(tx, locked, { ...move, event: { by: "staff" }, audit: { reason: command.reason } });
    await closeDeadline(tx, { purpose: "guard_hold", subjectId: deal.id });
    return movedView(moved);
  });
}

/**
 * The date of a guard's hold has come: it is lifted as by a guard.
 *
 * - Who: the timer. From: a guard's hold is on the deal. Who lifts it before closes the timer with it.
 * - Two at once, and against a guard: whoever locks the deal first.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function endGuardHold(tx: TxCtx, { dealId }: { dealId: string }, kinds: Kinds): Promise<void> {
  requireSystem(tx.actor);
  const locked = await lockDeal(tx, dealId, kinds);
  await transition(tx, locked, { on: "guard_lift", by: "timer", event: { by: "expired" } });
  await closeDeadline(tx, { purpose: "guard_hold", subjectId: dealId }, "done");
}
