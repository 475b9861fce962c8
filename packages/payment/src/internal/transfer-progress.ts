import type { Rejection } from "@amanat/contracts";
import { appendEvents, settle, type TxCtx } from "@amanat/db";
import { intentEvents } from "./events.ts";
import { moveIntent, moveIntentLast, moveTransfer, moveTransferLast } from "./write-rows.ts";
import { type IntentRow, lockIntentPaidBy, type TransferRow } from "./rows.ts";

/** Number and sum of an intent's transfers that are neither credited nor lost yet. `but`: one to leave out. */
export async function underWay(tx: TxCtx, intentId: string, but?: string): Promise<{ count: number; amount: bigint }> {
  await settle(tx, but === undefined ? ["IncomingTransfer", "PaymentIntent"] : []);
  const [row] = await tx.tx.$queryRaw<{ count: number; amount: string }[]>`
    SELECT count(*)::int AS count, coalesce(sum(t."amount"), 0)::text AS amount
    FROM "IncomingTransfer" t JOIN "PaymentIntent" i ON i."id" = t."intentId" AND i."assetId" = t."assetId"
    WHERE i."id" = ${intentId}::uuid AND t."unmatched" IS NULL AND t."status"::text IN ('detected', 'confirming')
      AND t."id" IS DISTINCT FROM ${but ?? null}::uuid`;
  return { count: row?.count ?? 0, amount: BigInt(row?.amount ?? "0") };
}

/** Notes the reported number of confirmations, for people to watch. Crediting does its own check. */
export async function noteConfirmations(
  tx: TxCtx,
  transfer: TransferRow,
  seen: { confirmations: number; finalized: boolean },
): Promise<void> {
  const confirmations = Math.max(0, seen.confirmations);
  if (transfer.confirmations === confirmations && transfer.finalized === seen.finalized) return;
  const intent = await lockIntentPaidBy(tx, transfer);
  const to = confirmations > 0 ? "confirming" : transfer.status;
  const row = await moveTransferLast(tx, transfer, to, { confirmations, finalized: seen.finalized });
  if (!intent) return;
  const current = intent.status === "detected" && to === "confirming" ? await moveIntentLast(tx, intent, "confirming") : intent;
  if (row.quiet) return;
  await appendEvents(tx, intentEvents("payment.confirming.v1", current, { txHash: row.txHash, confirmations, required: row.required }));
}

/** Puts the intent back to `awaiting` when none of its transfers is under way. */
export async function stepBack(tx: TxCtx, transfer: TransferRow): Promise<IntentRow | null> {
  const intent = await lockIntentPaidBy(tx, transfer);
  if (!intent || (intent.status !== "detected" && intent.status !== "confirming")) return intent;
  return (await underWay(tx, intent.id, transfer.id)).count > 0 ? intent : moveIntent(tx, intent, "awaiting");
}

/** A transfer that left the chain before it was credited. Nothing was posted, so nothing is reversed. */
export async function loseTransfer(tx: TxCtx, transfer: TransferRow): Promise<void> {
  const row = await moveTransfer(tx, transfer, "orphaned", { confirmations: 0, finalized: false });
  const intent = await stepBack(tx, row);
  if (intent && !row.quiet) await appendEvents(tx, intentEvents("payment.reorged.v1", intent, { txHash: row.txHash }));
}

/** A transfer that is not what was reported: kept with the reason, and never credited. */
export async function rejectTransfer(tx: TxCtx, transfer: TransferRow, reason: Rejection): Promise<TransferRow> {
  const row = await moveTransfer(tx, transfer, "rejected", { rejection: reason });
  const intent = await stepBack(tx, row);
  if (intent && !row.quiet) await appendEvents(tx, intentEvents("payment.rejected.v1", intent, { txHash: row.txHash, reason }));
  return row;
}

/**
 * The money is in our wallet, but the chain does not show the reported reference. It pays no price: it is verified and booked as an
 * unmatched deposit.
 */
export async function unmatchTransfer(tx: TxCtx, transfer: TransferRow): Promise<TransferRow> {
  const intent = await stepBack(tx, transfer);
  const row = await moveTransfer(tx, transfer, transfer.status, { unmatched: "no_reference", via: "deposit" });
  if (intent && !row.quiet)
    await appendEvents(tx, intentEvents("payment.rejected.v1", intent, { txHash: row.txHash, reason: "not_found" }));
  return row;
}
