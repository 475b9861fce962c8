import { requireSystem, type TxCtx } from "@amanat/db";
import { transition } from "@amanat/deals";
import { lockPurchase } from "../internal/lock-purchase.ts";

/**
 * The buyer's time to inspect starts.
 *
 * - Who: the system, as reaction to `deal.delivered`.
 * - From: `delivered`. It ends `confirming`.
 * - Two at once, replay, and a buyer who confirmed first: whoever comes second finds it moved on and does nothing.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function startInspection(tx: TxCtx, input: { dealId: string }): Promise<void> {
  requireSystem(tx.actor);
  const locked = await lockPurchase(tx, input.dealId);
  if (locked.deal.status === "delivered") await transition(tx, locked, { on: "start_inspection", by: "system" });
}
