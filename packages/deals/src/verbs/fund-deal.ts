import { phaseOf } from "@amanat/contracts";
import { audit, closeDeadline, requireSystem, type TxCtx } from "@amanat/db";
import { lockDeal } from "../internal/locks.ts";
import { moneyFacts, priceOf, refund } from "../internal/money.ts";
import type { Kinds } from "../kind.ts";
import { transitionIfAllowed } from "../transition.ts";

/**
 * Payment has credited the whole price: the deal is funded, and the clock `repay` stops. Money for a deal that is closed already is
 * refunded.
 *
 * - Who: the system, as reaction to `payment.credited`.
 * - From: where the kind's machine has `fund` (a purchase: `payment`).
 * - Two at once, replay: the deal's lock lets one through; the second finds it funded and does nothing.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function fundDeal(tx: TxCtx, input: { dealId: string; amount: bigint }, kinds: Kinds): Promise<void> {
  requireSystem(tx.actor);
  const locked = await lockDeal(tx, input.dealId, kinds);
  const { deal, kind } = locked;
  const phase = phaseOf(kind.name, deal.status);
  const amount = input.amount.toString();
  if (phase === "undone") {
    await refund(tx, deal, deal.tranches, "paid_late");
    await audit(tx, { action: "deal.refund_late", subjectKind: "deal", subjectId: deal.id, payload: { amount } });
  }
  if (phase === "held" && (await moneyFacts(tx, deal)).covered) await closeDeadline(tx, { purpose: "repay", subjectId: deal.id });
  if (phase !== "paying") return;
  const event = { amount: priceOf(deal).price.toString() };
  await transitionIfAllowed(tx, locked, { on: "fund", by: "system", event, audit: { amount } });
}
