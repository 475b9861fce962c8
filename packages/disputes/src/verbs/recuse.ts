import { caseAction, type CaseMoved, parsed } from "@amanat/contracts";
import { type Ctx, oncePerKey, requireRole } from "@amanat/db";
import { expectVersion } from "@amanat/deals";
import type * as z from "zod";
import { movedCase } from "../internal/events.ts";
import { lockAsMediator } from "../internal/locks.ts";
import { replaceMediator } from "../internal/mediators.ts";
import { requireCaseWay } from "../internal/write-cases.ts";
import type { DisputePorts } from "../ports.ts";

/**
 * A mediator gives the case back. From then on they see nothing of it: no page, no record, no room, no file.
 *
 * - Who: its mediator. From: `in_progress`.
 * - Two at once: one through, the other NOT_FOUND, since the case is theirs no more. Against a settlement: whoever locks the deal first.
 * - Replay: with the same Idempotency-Key the stored answer; without one NOT_FOUND.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR, NOT_FOUND, INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function recuse(ctx: Ctx, input: z.input<typeof caseAction>, ports: DisputePorts): Promise<CaseMoved> {
  requireRole(ctx.actor, "resolver");
  const command = parsed(caseAction, input);
  return oncePerKey(ctx, "disputes.recuse", command, async (tx) => {
    const { row, user } = await lockAsMediator(tx, command.caseId, ports.kinds);
    requireCaseWay(row, { on: "recuse", by: "mediator" });
    expectVersion(row, command.version);
    return movedCase(await replaceMediator(tx, row, { on: "recuse", by: "mediator", cause: "recused", author: user }, ports));
  });
}
