import { type CaseMoved, DomainError, parsed, stateCaseInput } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, now, oncePerKey, requireUser } from "@amanat/db";
import { expectVersion } from "@amanat/deals";
import type * as z from "zod";
import { hasStated, saidBy, stated } from "../internal/acting.ts";
import { caseEvent, movedCase } from "../internal/events.ts";
import { evidenceFrom, hear } from "../internal/hear.ts";
import { lockAsParty } from "../internal/locks.ts";
import { changeCase } from "../internal/write-cases.ts";
import type { DisputePorts } from "../ports.ts";
import { otherSide } from "../rules.ts";

/**
 * A side states its case, once and for good. With both statements the case goes to a mediator; evidence is taken from both for a while longer.
 *
 * - Who: a side that has not stated its case. From: `open`.
 * - Two at once: one through, the other INVALID_STATE. Against the end of the time, and a settlement: whoever locks the deal first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (its mediator, staff), INVALID_STATE,
 * VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function stateCase(ctx: Ctx, input: z.input<typeof stateCaseInput>, ports: DisputePorts): Promise<CaseMoved> {
  requireUser(ctx.actor);
  const command = parsed(stateCaseInput, input);
  return oncePerKey(ctx, "disputes.state", command, async (tx) => {
    const { row, side, user } = await lockAsParty(tx, command.caseId, ports.kinds);
    if (row.status !== "open" || hasStated(row, side)) throw new DomainError("INVALID_STATE");
    expectVersion(row, command.version);
    const at = await now(tx);
    const said = [saidBy(side, user, { kind: "statement", text: command.statement })];
    const told = await changeCase(tx, row, { change: stated(side, at), said });
    await audit(tx, { action: "dispute.state", subjectKind: "case", subjectId: row.id, payload: { by: side } });
    await appendEvents(tx, [caseEvent("dispute.stated.v1", told, side, { by: side })]);
    if (!hasStated(told, otherSide(side))) return movedCase(told);
    return movedCase(await hear(tx, told, { move: { on: "hear", by: side }, evidenceUntil: await evidenceFrom(tx) }, ports));
  });
}
