import { closeDeadline, pauseDeadline, requireSystem, type TxCtx } from "@amanat/db";
import { completeDeal } from "../internal/complete-deal.ts";
import { lockAgreement } from "../internal/locks.ts";

/**
 * The buyer said nothing for the whole time to inspect: the deal completes by itself.
 *
 * - Who: the timer `inspect`.
 * - From: `delivered` or `confirming`. It ends `completed`. A hold stops the clock instead.
 * - Two at once, replay, and a buyer who confirmed first: the second finds it completed and only ends the timer.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND, INSUFFICIENT_FUNDS.
 */
export async function releaseDeal(tx: TxCtx, input: { dealId: string }): Promise<void> {
  requireSystem(tx.actor);
  const timer = { purpose: "inspect", subjectId: input.dealId };
  const agreement = await lockAgreement(tx, input.dealId);
  const { status, onHold } = agreement.deal;
  if (status !== "delivered" && status !== "confirming") return closeDeadline(tx, timer);
  if (onHold) return pauseDeadline(tx, timer);
  await completeDeal(tx, agreement, "timer");
}
