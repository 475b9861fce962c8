import { type dealMoved, DomainError, GUARD_HOLD_DAYS, parsed, placeHoldInput } from "@amanat/contracts";
import { type Ctx, now, oncePerKey, requireRole, setDeadline, type TxCtx } from "@amanat/db";
import { holdsPlaced } from "@amanat/payment";
import type * as z from "zod";
import { expectVersion, idOf } from "../internal/input.ts";
import { lockDeal } from "../internal/locks.ts";
import { movedView } from "../internal/moved-view.ts";
import { GUARDS } from "../internal/rows.ts";
import { requireGuardOf } from "../internal/who.ts";
import type { Kinds } from "../kind.ts";
import { after, MOST_GUARD_HOLDS } from "../rules.ts";
import { allow, transition } from "../transition.ts";

/**
 * A guard puts all the money that a deal holds on hold, until a date. Its clocks stand still, and open proposals lapse. Nobody confirms, cancels
 * or divides that money meanwhile; a case can be opened, and goes on, but is not carried out before the hold is over.
 *
 * - Who: a guard who is no party of the deal.
 * - From: where the kind's machine has `guard_hold` (wherever money is held), with no other guard's hold on it, and at most
 *   `MOST_GUARD_HOLDS` times in a deal: its money is never on hold for longer than so many times `GUARD_HOLD_DAYS`.
 * - Two at once: one through, the other INVALID_STATE. Against a confirmation, a cancellation or the release by timer: whoever locks the deal
 *   first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN (no guard), VALIDATION_ERROR (`until` is past or too far), NOT_FOUND, SELF_APPROVAL (a party),
 * INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function placeHold(ctx: Ctx, input: z.input<typeof placeHoldInput>, kinds: Kinds): Promise<z.infer<typeof dealMoved>> {
  requireRole(ctx.actor, "guard");
  const command = parsed(placeHoldInput, input);
  const { reason, until } = command;
  return oncePerKey(ctx, "deals.placeHold", command, async (tx) => {
    const locked = await lockDeal(tx, idOf("deal", command.dealId), kinds);
    const { deal } = locked;
    requireGuardOf(deal, tx.actor);
    const tranches = deal.tranches.filter(({ status }) => status === "held").map(({ ordinal }) => ordinal);
    const move = { on: "guard_hold", by: "guard" } as const;
    await allow(tx, locked, move);
    if ((await holdsPlaced(tx, deal.id, GUARDS)) >= MOST_GUARD_HOLDS)
      throw new DomainError("INVALID_STATE", "Guards have stopped this deal's money too often.");
    expectVersion(deal, command.version);
    const date = new Date(until);
    await requireInTime(tx, date);
    const moved = await transition(tx, locked, {
      ...move,
      freeze: { tranches, reason, until: date },
      event: { by: "staff", until },
      audit: { reason, until },
    });
    await setDeadline(tx, { purpose: "guard_hold", subjectId: deal.id, dueAt: date });
    return movedView(moved);
  });
}

/** Errors: VALIDATION_ERROR. */
async function requireInTime(tx: TxCtx, until: Date): Promise<void> {
  const at = await now(tx);
  const code = until <= at ? "past" : until > after(at, GUARD_HOLD_DAYS, "days") ? "too_far" : null;
  if (code !== null) throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "until", code }] });
}
