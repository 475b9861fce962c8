import { DomainError } from "@amanat/contracts";
import { audit, derivedId, now, type TxCtx } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import { fundLeg } from "../internal/journal-legs.ts";
import { insertContribution, joinEscrow } from "../internal/write-escrow.ts";
import { lockEscrow } from "../internal/rows.ts";
import { assetTaken, contributionsTo } from "../internal/tranche-balance.ts";

export type FromBalance = {
  scope: string;
  /** Ordinal of the tranche; the first is 1. */
  tranche: number;
  /** CAIP-19 id. It must be the asset of the tranche, once it was asked for or paid in one. */
  assetId: string;
  payerId: string;
  /** Base units. */
  amount: bigint;
  /** What is paid for. Unique within scope and tranche. */
  cause: string;
};

/**
 * Pays for a tranche from the payer's balance with us: available → held, recorded as a contribution. Called inside the caller's
 * transaction. A second call with the same cause changes nothing.
 * Errors: NOT_FOUND, VALIDATION_ERROR (amount below one), ASSET_NOT_SUPPORTED (the tranche has another asset), INSUFFICIENT_FUNDS.
 */
export async function fundFromBalance(tx: TxCtx, input: FromBalance): Promise<void> {
  const { scope, tranche, assetId, payerId, amount, cause } = input;
  if (amount <= 0n) throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "amount", code: "too_small" }] });
  const escrow = await lockEscrow(tx, scope);
  if (!escrow) throw new DomainError("NOT_FOUND");
  const paid = await contributionsTo(tx, { scope, tranche });
  const id = derivedId(["contribution", scope, String(tranche), cause]);
  if (paid.some((one) => one.id === id)) return;
  if (((await assetTaken(tx, { scope, tranche })) ?? assetId) !== assetId) throw new DomainError("ASSET_NOT_SUPPORTED");
  await joinEscrow(tx, escrow, [payerId]);
  await insertContribution(tx, {
    id,
    tenantId: tx.actor.tenantId,
    scope,
    tranche,
    assetId,
    payerId,
    amount: amount.toString(),
    createdAt: await now(tx),
  });
  await post(tx, { id: journalId("payment", id, "fund"), legs: [fundLeg(input)] });
  await audit(tx, {
    action: "money.fund",
    subjectKind: "escrow",
    subjectId: scope,
    payload: { tranche, payerId, amount: amount.toString(), cause },
  });
}
