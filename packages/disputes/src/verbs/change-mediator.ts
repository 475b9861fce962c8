import { type CaseMoved, changeMediatorInput, parsed } from "@amanat/contracts";
import { type Ctx, oncePerKey, requireUser } from "@amanat/db";
import { expectVersion } from "@amanat/deals";
import type * as z from "zod";
import { movedCase } from "../internal/events.ts";
import { lockAsParty } from "../internal/locks.ts";
import { replaceMediator } from "../internal/mediators.ts";
import { requireCaseWay } from "../internal/write-cases.ts";
import type { DisputePorts } from "../ports.ts";

/**
 * A side asks for another mediator, once in a case, with its reason in the record. The case goes to somebody else at once.
 *
 * - Who: a side that has not asked before. From: `in_progress`.
 * - Two at once: one through, the other INVALID_STATE. Against a ruling: whoever locks the deal first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND, FORBIDDEN (staff), INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function changeMediator(ctx: Ctx, input: z.input<typeof changeMediatorInput>, ports: DisputePorts): Promise<CaseMoved> {
  requireUser(ctx.actor);
  const command = parsed(changeMediatorInput, input);
  return oncePerKey(ctx, "disputes.changeMediator", command, async (tx) => {
    const { row, side, user } = await lockAsParty(tx, command.caseId, ports.kinds);
    const changed = side === "buyer" ? row.buyerChanged : row.sellerChanged;
    requireCaseWay(row, { on: "change", by: side, facts: { changed } });
    expectVersion(row, command.version);
    const move = { on: "change", by: side, cause: "changed", reason: command.reason, author: user } as const;
    return movedCase(await replaceMediator(tx, row, move, ports));
  });
}
