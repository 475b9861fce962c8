import { answerDealChangeInput, type changeProposed, DomainError, type PartyRole, publicId } from "@amanat/contracts";
import { audit, type Ctx, now, oncePerKey, requireUser, setDeadline, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { proveGivingAway, runningDate } from "../internal/deal-change.ts";
import { deliveryDates, runDeliveryClock } from "../internal/delivery-clock.ts";
import { expectVersion, idOf, parsed } from "../internal/input.ts";
import { lockAgreement } from "../internal/locks.ts";
import { amendDeal } from "../internal/moves.ts";
import { endProposal, proposalOf, proposalView, tellAnswered } from "../internal/proposals.ts";
import { refundDeal } from "../internal/refund-deal.ts";
import type { Agreement, DealRow, ProposalRow } from "../internal/rows.ts";
import { actingParty } from "../internal/who.ts";
import { clockOf } from "../rules.ts";
import { DEAL, step } from "../state.ts";

/**
 * The other party agrees or declines. Agreed cancellation ends the deal and everything held goes back to the buyer; agreed time
 * moves the date of the clock it was asked for.
 *
 * - Who: the party who did not propose it. A seller who agrees to cancel gives the money away, and proves to be there.
 * - From: proposal `open` and not expired by the database's clock, deal `processing`, `delivery`, `delivered` or `confirming`
 *   without a hold. An agreed cancellation ends the deal as `cancelled`.
 * - Two at once: one through, the other INVALID_STATE. Against the buyer's word, the timer that releases, a delivery or a
 *   withdrawal: whoever locks the deal first; the money goes one way.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (who proposed it, staff),
 * INVALID_STATE, VERSION_CONFLICT, STEP_UP_REQUIRED, INSUFFICIENT_FUNDS, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function answerDealChange(ctx: Ctx, input: z.input<typeof answerDealChangeInput>): Promise<z.infer<typeof changeProposed>> {
  requireUser(ctx.actor);
  const wanted = parsed(answerDealChangeInput, input);
  return oncePerKey(ctx, "deals.answerDealChange", wanted, async (tx) => {
    const agreement = await lockAgreement(tx, idOf("deal", wanted.dealId));
    const by = actingParty(agreement.deal, tx.actor);
    const row = await proposalOf(tx, agreement.deal, idOf("proposal", wanted.proposalId));
    if (row.by === by) throw new DomainError("FORBIDDEN");
    if (row.status !== "open" || row.expiresAt <= (await now(tx))) throw new DomainError("INVALID_STATE");
    expectVersion(row, wanted.version);
    const ended = await endProposal(tx, row, wanted.answer === "agree" ? "agreed" : "declined");
    const deal = wanted.answer === "agree" ? await carryOut(tx, agreement, ended, by) : agreement.deal;
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
async function carryOut(tx: TxCtx, agreement: Agreement, row: ProposalRow, by: PartyRole): Promise<DealRow> {
  const { deal } = agreement;
  step(DEAL, deal.status, "cancel_agreed", by);
  if (deal.onHold) throw new DomainError("INVALID_STATE");
  if (row.kind === "cancel") {
    await proveGivingAway(tx, deal, "cancel", by);
    return refundDeal(tx, agreement, "cancel_agreed", "agreed", by);
  }
  const { until } = row;
  const clock = clockOf(deal.status);
  if (until === null || clock === null || clock !== row.clock) throw new DomainError("INVALID_STATE");
  // What was agreed meanwhile, or a contest, may reach further: a date is never moved back.
  const stands = await runningDate(tx, deal, clock);
  if (until <= (await now(tx)) || (stands !== null && until <= stands)) throw new DomainError("INVALID_STATE");
  if (clock === "inspect") {
    await setDeadline(tx, { purpose: "inspect", subjectId: deal.id, dueAt: until });
    return deal;
  }
  const dates = await deliveryDates(tx, until);
  await runDeliveryClock(tx, deal, dates);
  return amendDeal(tx, deal, dates);
}
