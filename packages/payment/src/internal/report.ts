import { type Rejection, type ScannerWebhook, uuidOf } from "@amanat/contracts";
import { appendEvents, mendIncidents, newId, raiseIncident, type TxCtx } from "@amanat/db";
import type { IntakePorts } from "../ports.ts";
import { loseTransfer, noteConfirmations, rejectTransfer } from "./arrivals.ts";
import { aboutIntent, intentPayload } from "./events.ts";
import { insertTransfer, moveIntent, moveTransfer } from "./move.ts";
import { type IntentRow, lockIntent, type TransferRow } from "./rows.ts";

/**
 * Notes one report of the scanner; answers what came of it, in words for the operator. Reports may come
 * twice, late and out of order: each creates the row if it is missing, and none decides anything.
 */
export async function applyReport(tx: TxCtx, report: ScannerWebhook, ports: IntakePorts): Promise<string> {
  const intentId = uuidOf("intent", report.targetId);
  const intent = intentId === null ? null : await lockIntent(tx, intentId);
  if (!intent) return "unknown target";
  if (BigInt(report.transfer.amount) === 0n) return "ignored: moves nothing";
  const known = await findTransfer(tx, report);
  // One log pays one intent: the first it was reported for.
  if (known !== null && known.intentId !== intent.id) return "ignored: this transfer belongs to another target";
  if (known === null && (await creditedElsewhere(tx, intent, report.transfer)))
    return "ignored: this transaction was credited in another block";
  const transfer = known ?? (await noteTransfer(tx, intent, report, ports));
  if (transfer.status === "rejected") return `rejected: ${transfer.rejection ?? "unknown"}`;
  if (transfer.status === "credited") return aboutCredited(tx, intent, transfer, report);
  if (report.event === "payment.reorged") {
    if (transfer.status !== "orphaned") await loseTransfer(tx, transfer);
    return "reorged";
  }
  const live = transfer.status === "orphaned" ? await revive(tx, transfer) : transfer;
  await noteConfirmations(tx, live, { confirmations: report.confirmations, finalized: report.finalized });
  return known === null ? "detected" : "noted";
}

/** Money that is in the books already: gone from the chain, a person is needed; seen there again, no longer. */
async function aboutCredited(tx: TxCtx, intent: IntentRow, transfer: TransferRow, { event }: ScannerWebhook): Promise<string> {
  if (event !== "payment.reorged") {
    await mendIncidents(tx, transfer.id, ["payment.reorged"]);
    return "already credited";
  }
  const detail = { txHash: transfer.txHash, amount: transfer.amount.toString() };
  await raiseIncident(tx, { kind: "payment.reorged", subject: transfer.id, dealId: intent.scope, detail });
  return "reorged after credit: needs a person";
}

function findTransfer(tx: TxCtx, { transfer }: ScannerWebhook): Promise<TransferRow | null> {
  const { chain, blockHash, txHash, logIndex } = transfer;
  return tx.tx.incomingTransfer.findUnique({ where: { chain_blockHash_txHash_logIndex: { chain, blockHash, txHash, logIndex } } });
}

/**
 * A transaction mined again in another block is the same money, though its log may sit at another index,
 * where the ledger's unique chain reference would not recognise it.
 */
export async function creditedElsewhere(
  tx: TxCtx,
  intent: IntentRow,
  seen: { chain: string; txHash: string; blockHash: string },
): Promise<boolean> {
  const { chain, txHash, blockHash } = seen;
  return (
    (await tx.tx.incomingTransfer.count({
      where: { intentId: intent.id, chain, txHash, status: "credited", blockHash: { not: blockHash } },
    })) > 0
  );
}

/** What already the report shows to be wrong; the chain is asked about everything else. */
function wrongOnSight(intent: IntentRow, token: string | null, transfer: ScannerWebhook["transfer"]): Rejection | null {
  if (transfer.chain !== intent.chain) return "wrong_chain";
  if (transfer.token !== token?.toLowerCase()) return "wrong_token";
  if (transfer.via === "deposit") return transfer.to === intent.depositAddress ? null : "wrong_recipient";
  return transfer.to === intent.proxyTo && transfer.referenceHash === intent.referenceHash ? null : "wrong_recipient";
}

async function noteTransfer(tx: TxCtx, intent: IntentRow, report: ScannerWebhook, ports: IntakePorts): Promise<TransferRow> {
  const { transfer } = report;
  const asset = await tx.tx.asset.findUniqueOrThrow({ where: { id: intent.assetId } });
  const row = await insertTransfer(tx, {
    id: newId(),
    intentId: intent.id,
    chain: transfer.chain,
    blockNumber: transfer.blockNumber,
    blockHash: transfer.blockHash,
    txHash: transfer.txHash,
    logIndex: transfer.logIndex,
    token: transfer.token,
    sender: transfer.from,
    recipient: transfer.to,
    amount: transfer.amount,
    via: transfer.via,
    required: ports.chain.confirmations,
  });
  const wrong = wrongOnSight(intent, asset.token, transfer);
  if (wrong !== null) return rejectTransfer(tx, row, wrong);
  if (report.event !== "payment.reorged") await announce(tx, intent, row);
  return row;
}

/** Also of a closed intent: its payer has to see that the money was noticed. */
async function announce(tx: TxCtx, intent: IntentRow, transfer: TransferRow): Promise<void> {
  const seen = intent.status === "awaiting" ? await moveIntent(tx, intent, "detected") : intent;
  await appendEvents(tx, [
    { type: "payment.detected.v1", ...aboutIntent(seen), payload: { ...intentPayload(seen), txHash: transfer.txHash } },
  ]);
}

/** Seen again in the very block it was lost from. */
export async function revive(tx: TxCtx, transfer: TransferRow): Promise<TransferRow> {
  const back = await moveTransfer(tx, transfer, "detected");
  const intent = await lockIntent(tx, transfer.intentId);
  if (intent) await announce(tx, intent, back);
  return back;
}
