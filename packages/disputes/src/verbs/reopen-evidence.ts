import { type CaseMoved, DomainError, parsed, reopenEvidenceInput } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, now, oncePerKey, requireRole } from "@amanat/db";
import { after, expectVersion } from "@amanat/deals";
import type * as z from "zod";
import { saidBy } from "../internal/acting.ts";
import { decideBy } from "../internal/clocks.ts";
import { caseEvent, movedCase } from "../internal/events.ts";
import { lockAsMediator } from "../internal/locks.ts";
import { changeCase } from "../internal/write-cases.ts";
import type { DisputePorts } from "../ports.ts";
import { MOST_TIME_DAYS } from "../rules.ts";

/**
 * The mediator takes evidence again, from both sides, until a date before the ruling is due.
 *
 * - Who: its mediator. From: `in_progress`. Two at once: one through, the other VERSION_CONFLICT.
 * - Replay: with the same Idempotency-Key the stored answer; without one VERSION_CONFLICT.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR (also a date that is past, or after the ruling is due), NOT_FOUND, INVALID_STATE,
 * VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function reopenEvidence(ctx: Ctx, input: z.input<typeof reopenEvidenceInput>, ports: DisputePorts): Promise<CaseMoved> {
  requireRole(ctx.actor, "resolver");
  const command = parsed(reopenEvidenceInput, input);
  return oncePerKey(ctx, "disputes.reopenEvidence", command, async (tx) => {
    const { row, user } = await lockAsMediator(tx, command.caseId, ports.kinds);
    if (row.status !== "in_progress") throw new DomainError("INVALID_STATE");
    expectVersion(row, command.version);
    const [at, due] = [await now(tx), await decideBy(tx, row)];
    const until = new Date(command.until);
    const latest = due ?? after(at, MOST_TIME_DAYS, "days");
    if (until <= at || until > latest)
      throw new DomainError("VALIDATION_ERROR", undefined, {
        issues: [{ path: "until", code: until <= at ? "below_minimum" : "above_maximum" }],
      });
    const said = [saidBy("mediator", user, { kind: "reopened", data: { until: until.toISOString() } })];
    const reopened = await changeCase(tx, row, { change: { evidenceUntil: until }, said });
    await audit(tx, { action: "dispute.reopen_evidence", subjectKind: "case", subjectId: row.id, payload: { until: until.toISOString() } });
    await appendEvents(tx, [caseEvent("dispute.time_moved.v1", reopened, "mediator", { until: until.toISOString(), cause: "reopened" })]);
    return movedCase(reopened);
  });
}
