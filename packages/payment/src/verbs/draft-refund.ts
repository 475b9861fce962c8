import { DomainError } from "@amanat/contracts";
import { audit, type TxCtx } from "@amanat/db";
import { fundsOf, journalId, post } from "@amanat/ledger";
import { refundHeldLeg } from "../internal/books.ts";
import { giveBack } from "../internal/collect.ts";
import { lockIntentOf } from "../internal/rows.ts";

/**
 * Posts everything held for the scope → refundable and drafts its refund to the payer's address that counts now;
 * null when nothing is held. Called inside the transaction that ends the deal. Errors: NOT_FOUND, INSUFFICIENT_FUNDS.
 */
export async function draftRefund(tx: TxCtx, input: { scope: string; reason: string }): Promise<{ payoutId: string | null }> {
  const intent = await lockIntentOf(tx, input.scope);
  if (!intent) throw new DomainError("NOT_FOUND");
  const { held } = await fundsOf(tx, input.scope, intent.assetId);
  if (held === 0n) return { payoutId: null };
  await post(tx, { id: journalId("payment", intent.id, "refund"), legs: [refundHeldLeg(intent, held)] });
  const { payout } = await giveBack(tx, intent, { amount: held, cause: `refund:${intent.id}`, always: true });
  await audit(tx, {
    action: "intent.refund",
    subjectKind: "intent",
    subjectId: intent.id,
    payload: { reason: input.reason, amount: held.toString() },
  });
  return { payoutId: payout?.id ?? null };
}
