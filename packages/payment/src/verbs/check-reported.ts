import { closeDeadline, raiseIncident, requireSystem, type TxCtx } from "@amanat/db";
import { unseenOf } from "../internal/reported-payments.ts";
import { lockIntent } from "../internal/rows.ts";

/**
 * Raises an incident when the chain still does not show a payment that a provider has reported: the provider is wrong, the payment went
 * elsewhere, or whoever watches the chain has missed it.
 *
 * - Who: the timer `payment_reported`. Two at once and replay: one incident.
 * - A transfer that is seen later closes the incident.
 */
export async function checkReported(tx: TxCtx, intentId: string): Promise<void> {
  requireSystem(tx.actor);
  const intent = await lockIntent(tx, intentId);
  const unseen = await unseenOf(tx, intentId);
  await closeDeadline(tx, { purpose: "payment_reported", subjectId: intentId }, "done");
  if (intent === null || unseen === null) return;
  const { provider, txHash, status } = unseen;
  const detail = { provider, status, chain: intent.chain, ...(txHash === null ? {} : { txHash }) };
  await raiseIncident(tx, { kind: "payment.unseen", subject: intent.id, dealId: intent.scope, detail });
}
