import { answerDealChangeInput, type changeProposed, DomainError, parsed, type PartyRole, publicId } from "@amanat/contracts";
import { audit, type Ctx, now, oncePerKey, requireUser, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { movableClock, proveGivingAway, requireChangeable } from "../internal/changes.ts";
import { expectVersion, idOf } from "../internal/input.ts";
import { type Locked, lockDeal } from "../internal/locks.ts";
import { moveProposal, proposalOf, proposalView, tellAnswered } from "../internal/proposals.ts";
import type { DealRow, ProposalRow } from "../internal/rows.ts";
import { actingParty } from "../internal/who.ts";
import type { Kinds } from "../kind.ts";
import { transition } from "../transition.ts";

/**
 * The other party agrees to a proposal or declines it. An agreed cancellation ends the deal, and everything held is refunded. Agreed
 * time moves the date of the clock it was proposed for.
 *
 * - Who: the party who did not propose it. A seller who agrees to cancel gives money away, which needs a proof of presence.
 * - From: proposal `open` and not expired by the database's clock, the deal where its kind's machine has `cancel_agreed`,
 *   without a hold. An agreed cancellation ends the deal as `cancelled`.
 * - Two at once: one through, the other INVALID_STATE. Against a confirmation, the release by timer, a delivery or
 *   a withdrawal: whoever locks the deal first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (who proposed it, staff),
 * INVALID_STATE, VERSION_CONFLICT, STEP_UP_REQUIRED, INSUFFICIENT_FUNDS, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function answerDealChange(
  ctx: Ctx,
  input: z.input<typeof answerDealChangeInput>,
  kinds: Kinds,
): Promise<z.infer<typeof changeProposed>> {
  requireUser(ctx.actor);
  const command = parsed(answerDealChangeInput, input);
  return oncePerKey(ctx, "deals.answerDealChange", command, async (tx) => {
    const locked = await lockDeal(tx, idOf("deal", command.dealId), kinds);
    const by = actingParty(locked.deal, tx.actor);
    const row = await proposalOf(tx, locked.deal, idOf("proposal", command.proposalId));
    if (row.by === by) throw new DomainError("FORBIDDEN");
    if (row.status !== "open" || row.expiresAt <= (await now(tx))) throw new DomainError("INVALID_STATE");
    expectVersion(row, command.version);
    const ended = await moveProposal(tx, row, command.answer, by);
    const deal = command.answer === "agree" ? await carryOut(tx, locked, ended, by) : locked.deal;
    await audit(tx, {
      action: "deal.answer_change",
      subjectKind: "deal",
      subjectId: deal.id,
      payload: { proposalId: row.id, kind: row.kind, by, answer: ended.status },
    });
    await tellAnswered(tx, deal, ended, by);
    return { dealId: publicId("deal", deal.id), version: deal.version, proposal: proposalView(ended) };
  });
}

/** Does what both have agreed to. */
async function carryOut(tx: TxCtx, locked: Locked, row: ProposalRow, by: PartyRole): Promise<DealRow> {
  const { deal } = locked;
  await requireChangeable(tx, locked, by);
  if (row.kind === "cancel") {
    await proveGivingAway(tx, locked, "cancel", by);
    const cause = "agreed";
    return transition(tx, locked, { on: "cancel_agreed", by, agreed: true, event: { cause }, audit: { by, from: deal.status, cause } });
  }
  const { until } = row;
  const { name, extension } = movableClock(locked);
  if (until === null || name !== row.clock) throw new DomainError("INVALID_STATE");
  // Another agreement or a contest may have set a later date since. A date is never moved back.
  const stands = await extension.currentEnd(tx, locked);
  if (until <= (await now(tx)) || (stands !== null && until <= stands)) throw new DomainError("INVALID_STATE");
  return extension.extendTo(tx, locked, until);
}
