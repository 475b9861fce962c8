import { type CaseMoved, DomainError, parsed, publicId, ruleInput } from "@amanat/contracts";
import { audit, type Ctx, now, oncePerKey, requireRole, requireStepUp } from "@amanat/db";
import { after, expectVersion, sumsOf } from "@amanat/deals";
import type * as z from "zod";
import { frozenFor } from "../internal/close-case.ts";
import { movedCase } from "../internal/events.ts";
import { giveRuling } from "../internal/give-ruling.ts";
import { lockAsMediator } from "../internal/locks.ts";
import { personOf } from "../internal/rows.ts";
import { requireCaseWay } from "../internal/write-cases.ts";
import type { DisputePorts } from "../ports.ts";
import { MOST_AGAIN_DAYS, ruledBy, whatIsWrong } from "../rules.ts";

/**
 * The mediator rules: an outcome for the money, sanctions apart from it, and reasons in writing. The first ruling can be appealed and is carried
 * out when the time for that is over; the ruling on a small claim, or on an appeal, is carried out at once. Payouts that follow are approved by
 * others, one by one, like any others.
 *
 * - Who: its mediator, who proves to be there. From: `in_progress`, once no more evidence is taken.
 * - Two at once: one through, the other NOT_FOUND or INVALID_STATE. Against a settlement: whoever locks the deal first.
 * - Replay: with the same Idempotency-Key the stored answer; without one NOT_FOUND.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR (also shares that come to something else than what is on hold), NOT_FOUND, INVALID_STATE,
 * MONEY_LEFT, VERSION_CONFLICT, STEP_UP_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function rule(ctx: Ctx, input: z.input<typeof ruleInput>, ports: DisputePorts): Promise<CaseMoved> {
  requireRole(ctx.actor, "resolver");
  const command = parsed(ruleInput, input);
  return oncePerKey(ctx, "disputes.rule", command, async (tx) => {
    const both = await lockAsMediator(tx, command.caseId, ports.kinds);
    const { row, user } = both;
    const final = row.small || row.round > 0;
    requireCaseWay(row, { on: final ? "rule_finally" : "rule", by: "mediator" });
    const at = await now(tx);
    if (row.evidenceUntil !== null && row.evidenceUntil > at) throw new DomainError("INVALID_STATE", "Evidence is still taken.");
    expectVersion(row, command.version);
    const { outcome, sanctions, reasons } = command;
    const frozen = await frozenFor(tx, both);
    const shares = command.shares.map(({ tranche, release, refund }) => ({ tranche, release: BigInt(release), refund: BigInt(refund) }));
    const until = command.until === undefined ? null : new Date(command.until);
    const needs = { shares: outcome === "split" || outcome === "compensation", until: outcome === "replacement" };
    const issues = whatIsWrong(needs, { shares, until }, frozen, { from: at, to: after(at, MOST_AGAIN_DAYS, "days") });
    if (new Set(sanctions.map((one) => one.split("_")[1])).size < sanctions.length) issues.push({ path: "sanctions", code: "differs" });
    if (issues.length > 0) throw new DomainError("VALIDATION_ERROR", undefined, { issues });
    const decision = ruledBy(outcome, { shares, until }, frozen);
    const divided = decision.does === "divide" ? decision.shares : [];
    const { asset, released, refunded } = sumsOf(divided, both.locked.deal.tranches);
    const pays = released > 0n;
    await requireStepUp(tx, {
      action: "dispute.rule",
      subject: publicId("case", row.id),
      amount: divided.length === 0 ? null : (pays ? released : refunded).toString(),
      asset,
      destination: divided.length === 0 ? null : publicId("user", personOf(row, pays ? "seller" : "buyer")),
    });
    const ruled = { outcome, shares: divided, until, sanctions, reasons, by: { userId: user.userId, name: user.name }, defaulted: null };
    await audit(tx, { action: "dispute.rule", subjectKind: "case", subjectId: row.id, payload: { outcome, sanctions, round: row.round } });
    return movedCase(await giveRuling(tx, both, ruled, { on: final ? "rule_finally" : "rule", by: "mediator" }, ports));
  });
}
