import { caseAction, type CaseMoved, parsed } from "@amanat/contracts";
import { type Ctx, oncePerKey, requireUser } from "@amanat/db";
import { expectVersion } from "@amanat/deals";
import type * as z from "zod";
import { closeCase } from "../internal/close-case.ts";
import { movedCase } from "../internal/events.ts";
import { lockAsParty } from "../internal/locks.ts";
import { requireCaseWay } from "../internal/write-cases.ts";
import type { DisputePorts } from "../ports.ts";

/**
 * Who opened the case takes it back: the money is where it was, and the deal's clocks run on with at least three days left.
 *
 * - Who: the side that opened it. From: before any ruling.
 * - Two at once, and against a ruling or a settlement: whoever locks the deal first; the other INVALID_STATE.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND, FORBIDDEN (staff), INVALID_STATE (also for the other side), VERSION_CONFLICT,
 * IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function withdrawCase(ctx: Ctx, input: z.input<typeof caseAction>, ports: DisputePorts): Promise<CaseMoved> {
  requireUser(ctx.actor);
  const command = parsed(caseAction, input);
  return oncePerKey(ctx, "disputes.withdraw", command, async (tx) => {
    const both = await lockAsParty(tx, command.caseId, ports.kinds);
    const { row, side, user } = both;
    const move = { on: "withdraw", by: side, facts: { opener: row.openedBy === side } } as const;
    requireCaseWay(row, move);
    expectVersion(row, command.version);
    const decision = { does: "restore" } as const;
    return movedCase(await closeCase(tx, both, { move, how: "withdrawn", decision, cause: `withdrawn:${row.id}`, author: user }));
  });
}
