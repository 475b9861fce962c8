import { appendEvents, audit, closeDeadline, now, pauseDeadline, requireSystem, type TxCtx } from "@amanat/db";
import { lockDeal } from "../internal/locks.ts";
import { dealNews } from "../internal/news.ts";
import { isLate } from "../rules.ts";

/**
 * The promised date and the grace have passed: both are told that the buyer may cancel now. Nothing ends by itself, because a
 * parcel that is a day late is still wanted more often than not.
 *
 * - Who: the timer `deliver`.
 * - From: `processing`, `delivery`; the deal stays as it is. A hold stops the clock instead.
 * - Two at once, replay, and a delivery marked first: only the timer ends.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function tellLate(tx: TxCtx, input: { dealId: string }): Promise<void> {
  requireSystem(tx.actor);
  const timer = { purpose: "deliver", subjectId: input.dealId };
  const deal = await lockDeal(tx, input.dealId);
  if (!isLate(deal, await now(tx))) return closeDeadline(tx, timer);
  if (deal.onHold) return pauseDeadline(tx, timer);
  await closeDeadline(tx, timer, "done");
  const payload = { deliverBy: deal.deliverBy?.toISOString() ?? null };
  await audit(tx, { action: "deal.delivery_late", subjectKind: "deal", subjectId: deal.id, payload });
  await appendEvents(tx, [dealNews("deal.delivery_late.v1", deal, "timer", {})]);
}
