import { type changeProposed, DomainError, parsed, proposeDealChangeInput, publicId } from "@amanat/contracts";
import { audit, type Ctx, now, oncePerKey, requireUser, setting, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { movableClock, proveGivingAway, requireChangeable } from "../internal/changes.ts";
import { expectVersion, idOf } from "../internal/input.ts";
import { type Locked, lockDeal } from "../internal/locks.ts";
import { insertProposal, proposalView, tellProposed } from "../internal/proposals.ts";
import { actingParty } from "../internal/who.ts";
import type { Kinds } from "../kind.ts";
import { after } from "../rules.ts";
import { SETTINGS } from "../settings.ts";

/**
 * One party proposes to cancel the deal, or to have more time. The proposal itself stops no clock and moves no money. It waits
 * `deal.proposalHours` for its answer and then expires.
 *
 * - Who: buyer or seller. A seller who proposes to cancel gives money away, which needs a proof of presence.
 * - From: where the kind's machine has `cancel_agreed`, without a hold. More time is for the clock that is running (a purchase:
 *   `deliver`, then `inspect`), and must be later than its current end.
 * - Two at once: one open proposal of a kind in a deal, whoever made it; the other gets INVALID_STATE.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR (a date that is not later, or too far), NOT_FOUND (also for strangers),
 * FORBIDDEN (staff), INVALID_STATE, VERSION_CONFLICT, STEP_UP_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function proposeDealChange(
  ctx: Ctx,
  input: z.input<typeof proposeDealChangeInput>,
  kinds: Kinds,
): Promise<z.infer<typeof changeProposed>> {
  requireUser(ctx.actor);
  const command = parsed(proposeDealChangeInput, input);
  return oncePerKey(ctx, "deals.proposeDealChange", command, async (tx) => {
    const locked = await lockDeal(tx, idOf("deal", command.dealId), kinds);
    const { deal } = locked;
    const by = actingParty(deal, tx.actor);
    await requireChangeable(tx, locked, by);
    expectVersion(deal, command.version);
    const terms = command.kind === "cancel" ? { clock: null, until: null } : await moreTime(tx, locked, new Date(command.until));
    const row = await insertProposal(tx, deal, { kind: command.kind, by, note: command.note, ...terms });
    await proveGivingAway(tx, locked, command.kind, by);
    await audit(tx, {
      action: "deal.propose_change",
      subjectKind: "deal",
      subjectId: deal.id,
      payload: { proposalId: row.id, kind: command.kind, by, until: row.until?.toISOString() ?? null },
    });
    await tellProposed(tx, deal, row);
    return { dealId: publicId("deal", deal.id), version: deal.version, proposal: proposalView(row) };
  });
}

/** The clock that would be moved, and to when. */
async function moreTime(tx: TxCtx, locked: Locked, until: Date): Promise<{ clock: string; until: Date }> {
  const { name: clock, extension } = movableClock(locked);
  const at = await now(tx);
  const stands = await extension.currentEnd(tx, locked);
  const days = await setting(tx, SETTINGS.moreTimeDays);
  if (until <= at || (stands !== null && until <= stands)) throw tooSoonOrFar("below_minimum");
  if (until > after(at, days, "days")) throw tooSoonOrFar("above_maximum");
  return { clock, until };
}

function tooSoonOrFar(code: string): DomainError {
  return new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "until", code }] });
}
