import { audit, closeDeadline, requireSystem, type TxCtx } from "@amanat/db";
import { lockDeal } from "../internal/locks.ts";
import { moveProposal, proposalOf, tellAnswered } from "../internal/proposals.ts";
import type { Kinds } from "../kind.ts";

/**
 * Nobody answered a proposal in time: it expires, and the deal is unchanged.
 *
 * - Who: the timer `proposal`.
 * - From: proposal `open`. It ends `expired`.
 * - Two at once, replay, and a proposal that has ended: only the timer is closed.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function expireProposal(tx: TxCtx, input: { proposalId: string }, kinds: Kinds): Promise<void> {
  requireSystem(tx.actor);
  const timer = { purpose: "proposal", subjectId: input.proposalId };
  const found = await tx.tx.dealProposal.findUnique({ where: { id: input.proposalId }, select: { dealId: true } });
  if (!found) return closeDeadline(tx, timer);
  const { deal } = await lockDeal(tx, found.dealId, kinds);
  const row = await proposalOf(tx, deal, input.proposalId);
  if (row.status !== "open") return closeDeadline(tx, timer);
  const ended = await moveProposal(tx, row, "expire", "timer");
  await audit(tx, {
    action: "deal.expire_change",
    subjectKind: "deal",
    subjectId: deal.id,
    payload: { proposalId: row.id, kind: row.kind },
  });
  await tellAnswered(tx, deal, ended, "timer");
}
