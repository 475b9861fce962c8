import { closeDeadline, raiseIncident, requireSystem, type TxCtx } from "@amanat/db";
import { approvalTimerOf, waitForApproval } from "../internal/approval.ts";
import { incidentSubject } from "../internal/overdue.ts";
import { lockPayout } from "../internal/rows.ts";

/**
 * Tells the operators of a payout that no admin has decided on by its date, and again when as much time has passed once more.
 *
 * - Who: the timer `payout_approval`. Decided on in the meantime: nothing, and the timer ends.
 *
 * Errors: FORBIDDEN (not the system).
 */
export async function tellUnapproved(tx: TxCtx, payoutId: string): Promise<void> {
  requireSystem(tx.actor);
  const payout = await lockPayout(tx, payoutId);
  if (payout?.status !== "pending_approval") return closeDeadline(tx, approvalTimerOf(payoutId));
  const detail = { amount: payout.amount.toString(), since: payout.createdAt.toISOString() };
  await raiseIncident(tx, { kind: "payout.unapproved", ...incidentSubject(payout), detail });
  await waitForApproval(tx, payoutId);
}
