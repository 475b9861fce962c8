import { BrokenInvariant, type UnmatchedReason } from "@amanat/contracts";
import { audit, newId, now, type TxCtx } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import { closeClaims, proveByDeposit, reopenClaims } from "./claims.ts";
import { reopenUnmatchedLeg, unmatchedLeg } from "./journal-legs.ts";
import { insertUnmatched, moveUnmatched } from "./write-rows.ts";
import { lockUnmatched, type PayoutRow, type TransferRow, type UnmatchedRow } from "./rows.ts";
import { arrivalRef } from "./attribution.ts";

type Found = Pick<UnmatchedRow, "chain" | "assetId" | "address" | "sender" | "amount" | "block"> &
  Partial<Pick<UnmatchedRow, "txHash" | "logIndex" | "intentId" | "transferId">> & { reason: UnmatchedReason };

/** Inserts an unmatched deposit and posts custody → unmatched under its chain reference, once. */
export async function insertBooked(tx: TxCtx, found: Found, ref: string): Promise<UnmatchedRow> {
  const deposit = await insertUnmatched(tx, {
    ...found,
    id: newId(),
    tenantId: tx.actor.tenantId,
    amount: found.amount.toString(),
    createdAt: await now(tx),
  });
  await post(tx, { id: journalId("payment", ref, "unmatched"), legs: [unmatchedLeg(deposit, ref)] });
  await audit(tx, {
    action: "unmatched.book",
    subjectKind: "unmatched",
    subjectId: deposit.id,
    payload: { reason: found.reason, asset: found.assetId, amount: found.amount.toString(), address: found.address, ref },
  });
  return deposit;
}

/** Books a proved transfer to an address of ours that pays no price. */
export async function bookUnmatched(tx: TxCtx, transfer: TransferRow, block: number): Promise<void> {
  const { chain, assetId, txHash, logIndex, recipient, sender, amount, intentId } = transfer;
  if (assetId === null || transfer.unmatched === null) throw new BrokenInvariant(`transfer ${transfer.id} is no unmatched deposit`);
  const reason = transfer.unmatched === "other_asset" ? "other_asset" : "no_reference";
  const deposit = await insertBooked(
    tx,
    { chain, assetId, address: recipient, sender, amount, block, txHash, logIndex, intentId, transferId: transfer.id, reason },
    await arrivalRef(tx, transfer),
  );
  await proveByDeposit(tx, deposit);
}

/** The refund was rejected or failed: the deposit is open again, for an admin to decide. */
export async function reopenUnmatched(tx: TxCtx, payout: PayoutRow): Promise<void> {
  const deposit = await refundedBy(tx, payout);
  await moveUnmatched(tx, deposit, "open", { payoutId: null });
  await post(tx, { id: journalId("payment", payout.id, "reopen"), legs: [reopenUnmatchedLeg(deposit)] });
  await reopenClaims(tx, deposit.id);
}

export async function closeUnmatched(tx: TxCtx, payout: PayoutRow): Promise<void> {
  const { id } = await moveUnmatched(tx, await refundedBy(tx, payout), "refunded", { closedAt: await now(tx) });
  await closeClaims(tx, id);
}

async function refundedBy(tx: TxCtx, payout: PayoutRow): Promise<UnmatchedRow> {
  const deposit = payout.unmatchedId === null ? null : await lockUnmatched(tx, payout.unmatchedId);
  if (deposit?.payoutId !== payout.id) throw new BrokenInvariant(`payout ${payout.id} refunds no unmatched deposit`);
  return deposit;
}
