import { DomainError } from "@amanat/contracts";
import { newId, type TxCtx } from "@amanat/db";
import { insertIntent } from "../internal/write-rows.ts";
import { joinEscrow } from "../internal/write-escrow.ts";
import { lockEscrow } from "../internal/rows.ts";
import { assetTaken } from "../internal/tranche-balance.ts";

export type NewIntent = {
  /** The parts it pays for, each in full: tranches of one or several agreements, all in one asset. */
  parts: readonly { scope: string; tranche: number; amount: bigint }[];
  payerId: string;
  title: string;
  assetId: string;
  expiresAt: Date;
};

/**
 * Creates an intent in `created`; its payer opens it later. Its agreements exist already (`openEscrow`), and the payer becomes one of
 * their parties. Called inside the transaction that makes the agreement.
 * Errors: ASSET_NOT_SUPPORTED (not accepted, or a tranche has another asset), ASSET_DEPEGGED (`notePegs`), VALIDATION_ERROR (no part, or a part of zero),
 * NOT_FOUND (no such agreement).
 */
export async function createIntent(tx: TxCtx, { parts, payerId, title, assetId, expiresAt }: NewIntent): Promise<{ intentId: string }> {
  const [first] = parts;
  if (!first || parts.some(({ amount }) => amount <= 0n))
    throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "amount", code: "too_small" }] });
  const asset = await tx.tx.asset.findUnique({ where: { id: assetId } });
  if (!asset?.allowed || asset.token === null) throw new DomainError("ASSET_NOT_SUPPORTED");
  if (asset.depeggedAt !== null) throw new DomainError("ASSET_DEPEGGED");
  for (const scope of [...new Set(parts.map((part) => part.scope))].toSorted()) {
    const escrow = await lockEscrow(tx, scope);
    if (!escrow) throw new DomainError("NOT_FOUND");
    await joinEscrow(tx, escrow, [payerId]);
  }
  for (const { scope, tranche } of parts)
    if (((await assetTaken(tx, { scope, tranche })) ?? assetId) !== assetId) throw new DomainError("ASSET_NOT_SUPPORTED");
  const id = newId();
  const intent = {
    id,
    tenantId: tx.actor.tenantId,
    scope: first.scope,
    bookedUnder: id,
    payerId,
    title,
    assetId: asset.id,
    chain: asset.chain,
    amount: parts.reduce((sum, { amount }) => sum + amount, 0n),
    expiresAt,
  };
  await insertIntent(tx, intent, parts);
  return { intentId: id };
}
