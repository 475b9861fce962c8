import { caseAction, type CaseMoved, DomainError, parsed } from "@amanat/contracts";
import { type Ctx, oncePerKey, requireUser } from "@amanat/db";
import { expectVersion } from "@amanat/deals";
import type * as z from "zod";
import { closeCase, frozenFor } from "../internal/close-case.ts";
import { movedCase } from "../internal/events.ts";
import { lockAsParty } from "../internal/locks.ts";
import { proveSettling } from "../internal/proof.ts";
import type { DisputePorts } from "../ports.ts";
import { allTo, otherSide } from "../rules.ts";

/**
 * A side gives the other everything that is on hold, and the case is over: a seller refunds all of it, a buyer releases all of it. It needs no
 * answer, since the other side gets all there is.
 *
 * - Who: a side, who proves to be there. From: any state that is not over.
 * - Two at once: one through, the other INVALID_STATE; so too when both concede. Against a ruling or a clock: whoever locks the deal first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND, FORBIDDEN (its mediator, staff), INVALID_STATE, MONEY_LEFT, VERSION_CONFLICT,
 * STEP_UP_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function concede(ctx: Ctx, input: z.input<typeof caseAction>, ports: DisputePorts): Promise<CaseMoved> {
  requireUser(ctx.actor);
  const command = parsed(caseAction, input);
  return oncePerKey(ctx, "disputes.concede", command, async (tx) => {
    const both = await lockAsParty(tx, command.caseId, ports.kinds);
    const { row, side, user } = both;
    if (row.closedAt !== null) throw new DomainError("INVALID_STATE");
    expectVersion(row, command.version);
    const shares = allTo(otherSide(side), await frozenFor(tx, both));
    await proveSettling(tx, row, side, shares);
    const decision = { does: "divide", shares } as const;
    const move = { on: "settle", by: side } as const;
    return movedCase(await closeCase(tx, both, { move, how: "conceded", decision, cause: `conceded:${row.id}`, author: user }));
  });
}
