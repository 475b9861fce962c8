import { type changeProposed, DomainError, proposeDealChangeInput, publicId } from "@amanat/contracts";
import { audit, type Ctx, now, oncePerKey, requireUser, setting, type TxCtx } from "@amanat/db";
import * as z from "zod";
import { expectVersion, idOf, parsed } from "../internal/input.ts";
import { lockDeal } from "../internal/locks.ts";
import { insertProposal, proposalView, tellProposed } from "../internal/proposals.ts";
import { proveGivingAway, runningDate } from "../internal/deal-change.ts";
import type { DealRow } from "../internal/rows.ts";
import { actingParty } from "../internal/who.ts";
import { after, clockOf, DEFAULTS } from "../rules.ts";
import { DEAL, step } from "../state.ts";

/**
 * One party asks the other to end the deal and return the money, or for more time. It stops no clock and moves no money: only
 * the other's answer does. It waits a few days for that and then lapses.
 *
 * - Who: buyer or seller. A seller who proposes to cancel agrees to give the money away, and proves to be there.
 * - From: `processing`, `delivery`, `delivered`, `confirming`, without a hold. More time is for the delivery until it is marked,
 *   for the inspection after, and later than what stands.
 * - Two at once: one open proposal of a kind in a deal, whoever made it; the other gets INVALID_STATE.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR (a date that is not later, or too far), NOT_FOUND (also for strangers),
 * FORBIDDEN (staff), INVALID_STATE, VERSION_CONFLICT, STEP_UP_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function proposeDealChange(ctx: Ctx, input: z.input<typeof proposeDealChangeInput>): Promise<z.infer<typeof changeProposed>> {
  requireUser(ctx.actor);
  const wanted = parsed(proposeDealChangeInput, input);
  return oncePerKey(ctx, "deals.proposeDealChange", wanted, async (tx) => {
    const deal = await lockDeal(tx, idOf("deal", wanted.dealId));
    const by = actingParty(deal, tx.actor);
    step(DEAL, deal.status, "cancel_agreed", by);
    if (deal.onHold) throw new DomainError("INVALID_STATE");
    expectVersion(deal, wanted.version);
    const terms = wanted.kind === "cancel" ? { clock: null, until: null } : await moreTime(tx, deal, new Date(wanted.until));
    const row = await insertProposal(tx, deal, { kind: wanted.kind, by, note: wanted.note, ...terms });
    await proveGivingAway(tx, deal, wanted.kind, by);
    await audit(tx, {
      action: "deal.propose_change",
      subjectKind: "deal",
      subjectId: deal.id,
      payload: { proposalId: row.id, kind: wanted.kind, by, until: row.until?.toISOString() ?? null },
    });
    await tellProposed(tx, deal, row);
    return { dealId: publicId("deal", deal.id), version: deal.version, proposal: proposalView(row) };
  });
}

/** The clock that would be moved, and to when. */
async function moreTime(tx: TxCtx, deal: DealRow, until: Date): Promise<{ clock: "deliver" | "inspect"; until: Date }> {
  const clock = clockOf(deal.status);
  if (clock === null) throw new DomainError("INVALID_STATE");
  const at = await now(tx);
  const stands = await runningDate(tx, deal, clock);
  const days = await setting(tx, "deal.moreTimeDays", z.number().positive().max(365), DEFAULTS.moreTimeDays);
  if (until <= at || (stands !== null && until <= stands)) throw tooSoonOrFar("below_minimum");
  if (until > after(at, days, "days")) throw tooSoonOrFar("above_maximum");
  return { clock, until };
}

function tooSoonOrFar(code: string): DomainError {
  return new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "until", code }] });
}
