import { caseAction, type CaseMoved, DomainError, parsed } from "@amanat/contracts";
import { type Ctx, oncePerKey, requireRole } from "@amanat/db";
import { expectVersion } from "@amanat/deals";
import type * as z from "zod";
import { movedCase } from "../internal/events.ts";
import { caseUuid, lockCase } from "../internal/locks.ts";
import { ableToRule, assign } from "../internal/mediators.ts";
import { sideOf } from "../internal/rows.ts";
import { requireCaseWay } from "../internal/write-cases.ts";
import type { DisputePorts } from "../ports.ts";

/**
 * A resolver takes a case that waits for a mediator.
 *
 * - Who: a resolver who may rule on it (`ableToRule`). From: `unassigned`.
 * - Two at once: one through, the other INVALID_STATE.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN (also a party, and who stands in a conflict), VALIDATION_ERROR, NOT_FOUND, INVALID_STATE, VERSION_CONFLICT,
 * IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function takeCase(ctx: Ctx, input: z.input<typeof caseAction>, ports: DisputePorts): Promise<CaseMoved> {
  const user = requireRole(ctx.actor, "resolver");
  const command = parsed(caseAction, input);
  return oncePerKey(ctx, "disputes.take", command, async (tx) => {
    const { row } = await lockCase(tx, caseUuid(command.caseId), ports.kinds);
    if (sideOf(row, user.userId) !== null) throw new DomainError("FORBIDDEN");
    requireCaseWay(row, { on: "assign", by: "mediator" });
    expectVersion(row, command.version);
    const me = (await ableToRule(tx, row, ports)).find(({ userId }) => userId === user.userId);
    if (!me) throw new DomainError("FORBIDDEN", "You stand too close to this case to rule on it.");
    return movedCase(await assign(tx, row, me, "mediator"));
  });
}
