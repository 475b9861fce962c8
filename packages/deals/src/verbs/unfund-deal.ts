import { requireSystem, setDeadline, type TxCtx } from "@amanat/db";
import { lockDeal } from "../internal/locks.ts";
import { moneyFacts } from "../internal/money.ts";
import type { Kinds } from "../kind.ts";
import { transitionIfAllowed } from "../transition.ts";

/**
 * A reorg took back the payment of a deal, and payment has opened its price again for a day. The deal goes back to `payment` if its kind
 * allows that. Otherwise it keeps its status under a hold, and the clock `repay` ends it unless somebody pays again.
 *
 * - Who: the system, as reaction to `payment.reverted`.
 * - From: where the kind's machine has `unfund` (a purchase: `processing`), or `lose_payment` (once the delivery has begun, or
 *   while a case is open).
 * - Two at once, replay: the second finds it waiting and does nothing.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function unfundDeal(tx: TxCtx, input: { dealId: string; payBy: Date }, kinds: Kinds): Promise<void> {
  requireSystem(tx.actor);
  const locked = await lockDeal(tx, input.dealId, kinds);
  const { deal, kind } = locked;
  // Paid again before this was heard.
  if ((await moneyFacts(tx, deal)).covered) return;
  const can = (way: string) => kind.machine.states[deal.status]?.some(({ on }) => on === way) === true;
  const moved = can("unfund") ? await transitionIfAllowed(tx, locked, { on: "unfund", by: "system" }) : null;
  const purpose = moved ? "pay" : can("lose_payment") ? "repay" : null;
  if (purpose !== null) await setDeadline(tx, { purpose, subjectId: deal.id, dueAt: input.payBy });
}
