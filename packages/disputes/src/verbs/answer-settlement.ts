import { answerSettlementInput, type CaseMoved, DomainError, parsed, publicId } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, now, oncePerKey, requireUser, setDeadline, type TxCtx } from "@amanat/db";
import { expectVersion, idOf } from "@amanat/deals";
import type * as z from "zod";
import { acted, saidBy } from "../internal/acting.ts";
import { closeCase, frozenFor } from "../internal/close-case.ts";
import { caseEvent, movedCase } from "../internal/events.ts";
import { type AsParty, lockAsParty } from "../internal/locks.ts";
import { proveSettling } from "../internal/proof.ts";
import { type CaseRow, sharesIn } from "../internal/rows.ts";
import { moveSettlement, settlementOf, type SettlementRow } from "../internal/settlements.ts";
import { changeCase, isOver } from "../internal/write-cases.ts";
import type { DisputePorts } from "../ports.ts";
import { settledBy, whatIsWrong } from "../rules.ts";

/**
 * The other side accepts a settlement offer, or declines it. What is accepted is carried out in the same transaction: the money moves as both
 * saw it, the case is over for good, and its mediator is told. More time moves the date for both.
 *
 * - Who: the side that did not make the offer; to accept, it proves to be there where it gives money away. From: the offer is open and in time.
 * - Two at once: one through, the other INVALID_STATE. Against a ruling, or the end of a clock: whoever locks the deal first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE. One movement, whatever is repeated.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR (what is on hold has changed), NOT_FOUND, FORBIDDEN (one's own offer; staff), INVALID_STATE,
 * MONEY_LEFT, VERSION_CONFLICT, STEP_UP_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function answerSettlement(ctx: Ctx, input: z.input<typeof answerSettlementInput>, ports: DisputePorts): Promise<CaseMoved> {
  requireUser(ctx.actor);
  const command = parsed(answerSettlementInput, input);
  return oncePerKey(ctx, "disputes.answerSettlement", command, async (tx) => {
    const both = await lockAsParty(tx, command.caseId, ports.kinds);
    const { row, side } = both;
    const offer = await settlementOf(tx, row, idOf("settlement", command.settlementId));
    if (offer.by === side) throw new DomainError("FORBIDDEN", "It is your own offer.");
    if (isOver(row.status) || offer.status !== "open") throw new DomainError("INVALID_STATE");
    expectVersion(offer, command.version);
    return movedCase(await (command.answer === "accept" ? accept(tx, both, offer) : decline(tx, both, offer)));
  });
}

async function accept(tx: TxCtx, both: AsParty, offer: SettlementRow): Promise<CaseRow> {
  const { row, side, user } = both;
  const settlementId = publicId("settlement", offer.id);
  const frozen = await frozenFor(tx, both);
  const shares = sharesIn(offer.shares);
  const divides = shares.length > 0;
  const dates = { from: await now(tx), to: offer.until ?? offer.expiresAt };
  const issues = whatIsWrong({ shares: divides, until: !divides }, { shares, until: offer.until }, frozen, dates);
  if (issues.length > 0) throw new DomainError("VALIDATION_ERROR", undefined, { issues });
  await proveSettling(tx, row, side, shares);
  await moveSettlement(tx, offer, "accept", side);
  const answered = await answeredWith(tx, both, offer, "accepted");
  const decision = settledBy(offer.kind, { shares, until: offer.until }, frozen);
  if (decision === null) return moreTime(tx, answered, offer);
  return closeCase(
    tx,
    { ...both, row: answered },
    { move: { on: "settle", by: side }, how: "settled", decision, cause: `settlement:${offer.id}`, author: user, audit: { settlementId } },
  );
}

async function decline(tx: TxCtx, both: AsParty, offer: SettlementRow): Promise<CaseRow> {
  await moveSettlement(tx, offer, "decline", both.side);
  return answeredWith(tx, both, offer, "declined");
}

async function answeredWith(
  tx: TxCtx,
  { row, side, user }: AsParty,
  offer: SettlementRow,
  answer: "accepted" | "declined",
): Promise<CaseRow> {
  const settlementId = publicId("settlement", offer.id);
  const said = saidBy(side, user, { kind: "answer", data: { settlementId, answer } });
  const answered = await changeCase(tx, row, { change: acted(side, await now(tx)), said: [said] });
  await audit(tx, { action: "dispute.answer", subjectKind: "case", subjectId: row.id, payload: { settlementId, answer, by: side } });
  const event = { settlementId, kind: offer.kind, by: offer.by, answer };
  await appendEvents(tx, [caseEvent("dispute.settlement_answered.v1", answered, side, event)]);
  return answered;
}

/** Both have until then to state their case. Errors: INVALID_STATE: the case was heard meanwhile. */
async function moreTime(tx: TxCtx, row: CaseRow, { until }: SettlementRow): Promise<CaseRow> {
  if (row.status !== "open" || until === null) throw new DomainError("INVALID_STATE");
  await setDeadline(tx, { purpose: "dispute_state", subjectId: row.id, dueAt: until });
  await appendEvents(tx, [caseEvent("dispute.time_moved.v1", row, "system", { until: until.toISOString(), cause: "agreed" })]);
  return row;
}
