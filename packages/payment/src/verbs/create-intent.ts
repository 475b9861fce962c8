import { DomainError } from "@amanat/contracts";
import { newId, type TxCtx } from "@amanat/db";
import { destinationNow, nameFirst } from "../internal/destinations.ts";
import { insertIntent } from "../internal/move.ts";

export type NewIntent = {
  scope: string;
  payerId: string;
  payeeId: string;
  title: string;
  assetId: string;
  amount: bigint;
  expiresAt: Date;
  /** Where the payee wants the money, as fixed with the terms. */
  payoutAddress: string;
};

/**
 * Opens the books for one price: an intent in `created`, which its payer then opens for payment.
 * Called inside the transaction that makes the deal. Errors: ASSET_NOT_SUPPORTED, VALIDATION_ERROR.
 */
export async function createIntent(tx: TxCtx, input: NewIntent): Promise<{ intentId: string }> {
  if (input.amount <= 0n) throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "amount", code: "too_small" }] });
  const asset = await tx.tx.asset.findUnique({ where: { id: input.assetId } });
  if (!asset?.allowed || asset.token === null) throw new DomainError("ASSET_NOT_SUPPORTED");
  const intent = await insertIntent(tx, {
    id: newId(),
    tenantId: tx.actor.tenantId,
    scope: input.scope,
    payerId: input.payerId,
    payeeId: input.payeeId,
    title: input.title,
    provider: "amn.scanner",
    assetId: asset.id,
    chain: asset.chain,
    amount: input.amount.toString(),
    expiresAt: input.expiresAt,
  });
  const payee = { scope: input.scope, ownerId: input.payeeId };
  if (!(await destinationNow(tx, payee))) await nameFirst(tx, payee, input.payoutAddress);
  return { intentId: intent.id };
}
