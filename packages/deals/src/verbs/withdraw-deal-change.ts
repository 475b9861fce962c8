import { type changeProposed, DomainError, parsed, publicId, withdrawDealChangeInput } from "@amanat/contracts";
import { audit, type Ctx, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { expectVersion, idOf } from "../internal/input.ts";
import { lockDeal } from "../internal/locks.ts";
import { moveProposal, proposalOf, proposalView, tellAnswered } from "../internal/proposals.ts";
import { actingParty } from "../internal/who.ts";
import type { Kinds } from "../kind.ts";

/**
 * Takes a proposal back before it is answered.
 *
 * - Who: the party who made it.
 * - From: proposal `open`. The deal stays as it is.
 * - Two at once, or against the other's answer: one through, the other INVALID_STATE.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (the other party, staff),
 * INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function withdrawDealChange(
  ctx: Ctx,
  input: z.input<typeof withdrawDealChangeInput>,
  kinds: Kinds,
): Promise<z.infer<typeof changeProposed>> {
  requireUser(ctx.actor);
  const command = parsed(withdrawDealChangeInput, input);
  return oncePerKey(ctx, "deals.withdrawDealChange", command, async (tx) => {
    const { deal } = await lockDeal(tx, idOf("deal", command.dealId), kinds);
    const by = actingParty(deal, tx.actor);
    const row = await proposalOf(tx, deal, idOf("proposal", command.proposalId));
    if (row.by !== by) throw new DomainError("FORBIDDEN");
    if (row.status !== "open") throw new DomainError("INVALID_STATE");
    expectVersion(row, command.version);
    const ended = await moveProposal(tx, row, "withdraw", by);
    const payload = { proposalId: row.id, kind: row.kind, by };
    await audit(tx, { action: "deal.withdraw_change", subjectKind: "deal", subjectId: deal.id, payload });
    await tellAnswered(tx, deal, ended, by);
    return { dealId: publicId("deal", deal.id), version: deal.version, proposal: proposalView(ended) };
  });
}
