import type { Rejection } from "@amanat/contracts";
import { appendEvents, type TxCtx } from "@amanat/db";
import { aboutIntent, intentPayload } from "./events.ts";
import { moveIntent, moveTransfer } from "./move.ts";
import { type IntentRow, lockIntent, type TransferRow } from "./rows.ts";

/** Transfers of an intent that may still become money, without this one. */
export async function othersLive(tx: TxCtx, transfer: TransferRow): Promise<boolean> {
  return (
    (await tx.tx.incomingTransfer.count({
      where: { intentId: transfer.intentId, id: { not: transfer.id }, status: { in: ["detected", "confirming"] } },
    })) > 0
  );
}

/** Blocks on top of a transfer, as somebody counted them: for people to watch, never to decide by. */
export async function noteConfirmations(
  tx: TxCtx,
  transfer: TransferRow,
  seen: { confirmations: number; finalized: boolean },
): Promise<void> {
  const confirmations = Math.max(0, seen.confirmations);
  if (transfer.confirmations === confirmations && transfer.finalized === seen.finalized) return;
  const intent = await lockIntent(tx, transfer.intentId);
  if (!intent) return;
  const to = confirmations > 0 ? "confirming" : transfer.status;
  const row = await moveTransfer(tx, transfer, to, { confirmations, finalized: seen.finalized });
  const current = intent.status === "detected" && to === "confirming" ? await moveIntent(tx, intent, "confirming") : intent;
  const payload = { ...intentPayload(current), txHash: row.txHash, confirmations, required: row.required };
  await appendEvents(tx, [{ type: "payment.confirming.v1", ...aboutIntent(current), payload }]);
}

/** The intent waits again when nothing else of it is under way. */
async function stepBack(tx: TxCtx, transfer: TransferRow): Promise<IntentRow | null> {
  const intent = await lockIntent(tx, transfer.intentId);
  if (!intent || (intent.status !== "detected" && intent.status !== "confirming")) return intent;
  return (await othersLive(tx, transfer)) ? intent : moveIntent(tx, intent, "awaiting");
}

/** A transfer the chain no longer has. Its intent is un-detected; nothing was ever posted for it. */
export async function loseTransfer(tx: TxCtx, transfer: TransferRow): Promise<void> {
  const row = await moveTransfer(tx, transfer, "orphaned", { confirmations: 0, finalized: false });
  const intent = await stepBack(tx, row);
  if (intent)
    await appendEvents(tx, [
      { type: "payment.reorged.v1", ...aboutIntent(intent), payload: { ...intentPayload(intent), txHash: row.txHash } },
    ]);
}

/** A transfer that is not what it claims to be: kept, with the reason, and worth nothing. */
export async function rejectTransfer(tx: TxCtx, transfer: TransferRow, reason: Rejection): Promise<TransferRow> {
  const row = await moveTransfer(tx, transfer, "rejected", { rejection: reason });
  const intent = await stepBack(tx, row);
  if (intent)
    await appendEvents(tx, [
      { type: "payment.rejected.v1", ...aboutIntent(intent), payload: { ...intentPayload(intent), txHash: row.txHash, reason } },
    ]);
  return row;
}
