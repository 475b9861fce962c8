import { type CaseMoved, DomainError, offerSettlementInput, parsed, publicId } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, now, oncePerKey, requireUser } from "@amanat/db";
import { after, expectVersion } from "@amanat/deals";
import type * as z from "zod";
import { acted, saidBy } from "../internal/acting.ts";
import { frozenFor } from "../internal/close-case.ts";
import { caseEvent, movedCase } from "../internal/events.ts";
import { lockAsParty } from "../internal/locks.ts";
import { proveSettling } from "../internal/proof.ts";
import { wireShares } from "../internal/rows.ts";
import { insertSettlement } from "../internal/settlements.ts";
import { changeCase, isOver } from "../internal/write-cases.ts";
import type { DisputePorts } from "../ports.ts";
import { MOST_AGAIN_DAYS, MOST_TIME_DAYS, settledBy, whatIsWrong } from "../rules.ts";

/**
 * A side offers how to settle. The other answers it; only then can it be countered. It moves no money and stops no clock, and expires on its date.
 * `time`, which gives both longer to state their case, is offered while that is `open`.
 *
 * - Who: a side, who proves to be there where the offer gives money to the other. From: any state that is not over.
 * - Two at once: one through, the other NOT_YOUR_TURN (own) or INVALID_STATE (the other side's came first).
 * - Replay: with the same Idempotency-Key the stored answer; without one NOT_YOUR_TURN.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR (also shares that come to something else, or a date out of reach), NOT_FOUND, FORBIDDEN,
 * INVALID_STATE, NOT_YOUR_TURN, MONEY_LEFT, VERSION_CONFLICT, STEP_UP_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function offerSettlement(ctx: Ctx, input: z.input<typeof offerSettlementInput>, ports: DisputePorts): Promise<CaseMoved> {
  requireUser(ctx.actor);
  const command = parsed(offerSettlementInput, input);
  return oncePerKey(ctx, "disputes.offerSettlement", command, async (tx) => {
    const both = await lockAsParty(tx, command.caseId, ports.kinds);
    const { row, side, user } = both;
    const { kind, note } = command;
    if (isOver(row.status) || (kind === "time" && row.status !== "open")) throw new DomainError("INVALID_STATE");
    expectVersion(row, command.version);
    const at = await now(tx);
    const frozen = await frozenFor(tx, both);
    const shares = command.shares.map(({ tranche, release, refund }) => ({ tranche, release: BigInt(release), refund: BigInt(refund) }));
    const until = command.until === undefined ? null : new Date(command.until);
    const needs = { shares: kind === "split", until: kind === "replacement" || kind === "completion" || kind === "time" };
    const to = after(at, kind === "time" ? MOST_TIME_DAYS : MOST_AGAIN_DAYS, "days");
    const issues = whatIsWrong(needs, { shares, until }, frozen, { from: at, to });
    if (issues.length > 0) throw new DomainError("VALIDATION_ERROR", undefined, { issues });
    const decision = settledBy(kind, { shares, until }, frozen);
    const divided = decision?.does === "divide" ? decision.shares : [];
    await proveSettling(tx, row, side, divided);
    const made = await insertSettlement(tx, row, { kind, by: side, shares: divided, until, note });
    const settlementId = publicId("settlement", made.id);
    const data = { settlementId, kind, shares: wireShares(divided), until: until?.toISOString() ?? null };
    const offered = await changeCase(tx, row, {
      change: acted(side, at),
      said: [saidBy(side, user, { kind: "settlement", text: note, data })],
    });
    await audit(tx, { action: "dispute.offer", subjectKind: "case", subjectId: row.id, payload: { ...data, by: side } });
    const expiresAt = made.expiresAt.toISOString();
    await appendEvents(tx, [caseEvent("dispute.settlement_offered.v1", offered, side, { settlementId, kind, by: side, expiresAt })]);
    return movedCase(offered);
  });
}
