import { type CaseMoved, DomainError, parsed, publicId, withdrawSettlementInput } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, oncePerKey, requireUser } from "@amanat/db";
import { expectVersion, idOf } from "@amanat/deals";
import type * as z from "zod";
import { saidBy } from "../internal/acting.ts";
import { caseEvent, movedCase } from "../internal/events.ts";
import { lockAsParty } from "../internal/locks.ts";
import { moveSettlement, settlementOf } from "../internal/settlements.ts";
import { changeCase } from "../internal/write-cases.ts";
import type { DisputePorts } from "../ports.ts";

/**
 * Who offered to settle takes the offer back.
 *
 * - Who: the side that made it. From: the offer is open.
 * - Two at once, and against its acceptance: whoever locks the deal first; the other INVALID_STATE.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND, FORBIDDEN (the other side's; staff), INVALID_STATE, VERSION_CONFLICT,
 * IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function withdrawSettlement(
  ctx: Ctx,
  input: z.input<typeof withdrawSettlementInput>,
  ports: DisputePorts,
): Promise<CaseMoved> {
  requireUser(ctx.actor);
  const command = parsed(withdrawSettlementInput, input);
  return oncePerKey(ctx, "disputes.withdrawSettlement", command, async (tx) => {
    const { row, side, user } = await lockAsParty(tx, command.caseId, ports.kinds);
    const offer = await settlementOf(tx, row, idOf("settlement", command.settlementId));
    if (offer.by !== side) throw new DomainError("FORBIDDEN");
    if (offer.status !== "open") throw new DomainError("INVALID_STATE");
    expectVersion(offer, command.version);
    await moveSettlement(tx, offer, "withdraw", side);
    const settlementId = publicId("settlement", offer.id);
    const said = saidBy(side, user, { kind: "answer", data: { settlementId, answer: "withdrawn" } });
    const changed = await changeCase(tx, row, { said: [said] });
    await audit(tx, { action: "dispute.withdraw_offer", subjectKind: "case", subjectId: row.id, payload: { settlementId } });
    const event = { settlementId, kind: offer.kind, by: offer.by, answer: "withdrawn" };
    await appendEvents(tx, [caseEvent("dispute.settlement_answered.v1", changed, side, event)]);
    return movedCase(changed);
  });
}
