import { appealInput, type CaseMoved, parsed } from "@amanat/contracts";
import { appendEvents, audit, closeDeadline, type Ctx, now, oncePerKey, requireUser } from "@amanat/db";
import { expectVersion } from "@amanat/deals";
import type * as z from "zod";
import { acted, saidBy } from "../internal/acting.ts";
import { appealBy } from "../internal/clocks.ts";
import { caseEvent, movedCase } from "../internal/events.ts";
import { evidenceFrom } from "../internal/hear.ts";
import { lockAsParty } from "../internal/locks.ts";
import { place } from "../internal/mediators.ts";
import { changeCase, requireCaseWay } from "../internal/write-cases.ts";
import type { DisputePorts } from "../ports.ts";

/**
 * A side appeals the ruling: once in a case, free, and to a resolver who had no part in it. The ruling stands until another takes its place.
 * Both sides may add evidence again for a while.
 *
 * - Who: a side. From: `ruled`, the first ruling, in time by the database's clock; no small claim.
 * - Two at once: one through, the other INVALID_STATE. At the last second, against the end of the time: whoever locks the deal first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND, FORBIDDEN (staff), INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function appeal(ctx: Ctx, input: z.input<typeof appealInput>, ports: DisputePorts): Promise<CaseMoved> {
  requireUser(ctx.actor);
  const command = parsed(appealInput, input);
  return oncePerKey(ctx, "disputes.appeal", command, async (tx) => {
    const { row, side, user } = await lockAsParty(tx, command.caseId, ports.kinds);
    const at = await now(tx);
    const until = await appealBy(tx, row);
    const move = { on: "appeal", by: side, facts: { inTime: until !== null && until > at } } as const;
    requireCaseWay(row, move);
    expectVersion(row, command.version);
    const change = { ...acted(side, at), round: 1, evidenceUntil: await evidenceFrom(tx) };
    const said = [saidBy(side, user, { kind: "appeal", text: command.statement })];
    const appealed = await changeCase(tx, row, { move, change, said });
    await closeDeadline(tx, { purpose: "dispute_appeal", subjectId: row.id });
    await audit(tx, { action: "dispute.appeal", subjectKind: "case", subjectId: row.id, payload: { by: side } });
    await appendEvents(tx, [caseEvent("dispute.appealed.v1", appealed, side, { by: side })]);
    return movedCase(await place(tx, appealed, ports));
  });
}
