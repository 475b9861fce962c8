import { phaseOf } from "@amanat/contracts";
import { requireSystem, type TxCtx } from "@amanat/db";
import { lockDeal } from "../internal/locks.ts";
import type { Kinds } from "../kind.ts";
import { transitionIfAllowed } from "../transition.ts";

/**
 * A refund has settled on chain. A cancelled or expired deal becomes `refunded` once all its refunds have settled. The refund of an
 * excess changes nothing in a deal that is open or completed.
 *
 * - Who: the system, as reaction to `payout.settled`.
 * - From: `cancelled`, `expired`. It ends `refunded`.
 * - Two at once, replay: the second finds it refunded and does nothing.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function settleRefund(tx: TxCtx, input: { dealId: string }, kinds: Kinds): Promise<void> {
  requireSystem(tx.actor);
  const locked = await lockDeal(tx, input.dealId, kinds);
  const { deal, kind } = locked;
  const isOpen = kind.machine.states[deal.status]?.some(({ on }) => on === "refund_settled");
  if (phaseOf(kind.name, deal.status) !== "undone" || !isOpen) return;
  await transitionIfAllowed(tx, locked, { on: "refund_settled", by: "system", audit: { from: deal.status } });
}
