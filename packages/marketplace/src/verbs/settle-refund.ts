import { appendEvents, audit, requireSystem, type TxCtx } from "@amanat/db";
import { payoutsOf } from "@amanat/payment";
import { lockDeal } from "../internal/locks.ts";
import { moveDeal } from "../internal/moves.ts";
import { dealNews } from "../internal/news.ts";
import { refundsSettled } from "../rules.ts";

/**
 * A refund arrived on chain: a deal that ended unpaid or cancelled reads `refunded` once nothing of it is
 * still on its way back. The refund of an excess leaves a living or completed deal as it is.
 *
 * - Who: the system, as reaction to `payout.settled`.
 * - From: `cancelled`, `expired`. It ends `refunded`.
 * - Two at once, replay: the second finds it refunded and does nothing.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function settleRefund(tx: TxCtx, input: { dealId: string }): Promise<void> {
  requireSystem(tx.actor);
  const deal = await lockDeal(tx, input.dealId);
  if (deal.status !== "cancelled" && deal.status !== "expired") return;
  if (!refundsSettled(await payoutsOf(tx, deal.id))) return;
  const moved = await moveDeal(tx, deal, "refund_settled", "system");
  await audit(tx, { action: "deal.refund_settled", subjectKind: "deal", subjectId: deal.id, payload: { from: deal.status } });
  await appendEvents(tx, [dealNews("deal.refunded.v1", moved, "system", {})]);
}
