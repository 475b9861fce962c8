import { appendEvents, audit, requireSystem, type TxCtx } from "@amanat/db";
import { lockDeal } from "../internal/locks.ts";
import { moveDeal } from "../internal/moves.ts";
import { dealNews } from "../internal/news.ts";

/**
 * The buyer's time to look begins.
 *
 * - Who: the system, as reaction to `deal.delivered`.
 * - From: `delivered`. It ends `confirming`.
 * - Two at once, replay, and a buyer who confirmed first: whoever comes second finds it moved on and does nothing.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function startInspection(tx: TxCtx, input: { dealId: string }): Promise<void> {
  requireSystem(tx.actor);
  const deal = await lockDeal(tx, input.dealId);
  if (deal.status !== "delivered") return;
  const moved = await moveDeal(tx, deal, "start_inspection", "system");
  await audit(tx, { action: "deal.start_inspection", subjectKind: "deal", subjectId: deal.id, payload: {} });
  await appendEvents(tx, [dealNews("deal.inspection_started.v1", moved, "system", {})]);
}
