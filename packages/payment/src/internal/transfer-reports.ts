import { appendEvents, mendIncidents, newId, now, type Prisma, raiseIncident, type TxCtx } from "@amanat/db";
import type { IntakePorts } from "../ports.ts";
import { railOf } from "../rails.ts";
import { loseTransfer, noteConfirmations } from "./transfer-progress.ts";
import { intentEvents } from "./events.ts";
import { insertTransfer, moveIntent, moveIntentLast, moveTransfer } from "./write-rows.ts";
import { type IntentRow, lockIntent, lockIntentPaidBy, type TransferRow } from "./rows.ts";
import type { TransferReport } from "../providers/provider.ts";
import { mendUnseen } from "./reported-payments.ts";
import { type Attribution, attributionOf } from "./attribution.ts";

/** Rows kept of an intent's worthless transfers (no token of ours, or not to us). Further ones are only counted. */
const KEPT_WORTHLESS = 5;
/** Transfers of an intent that have events. Later ones are credited like any other, but without events. */
const MOST_WITH_EVENTS = 20;

type Ours = Extract<Attribution, { verdict: "ours" }>;
type Worthless = Extract<Attribution, { verdict: "worthless" }>;

/**
 * Notes one report of a transfer; returns the outcome in words for the operator. Reports may come twice, late and out of order: each
 * creates the row if it is missing, and none moves money.
 */
export async function noteReport(tx: TxCtx, report: TransferReport, ports: IntakePorts): Promise<string> {
  if (BigInt(report.transfer.amount) === 0n) return "ignored: moves nothing";
  const attribution = await attributionOf(tx, report.transfer, report.targetId, ports.rails.get(report.transfer.chain)?.chain ?? null);
  if (attribution.verdict === "ignored") return attribution.why === "unknown target" ? attribution.why : `ignored: ${attribution.why}`;
  // The intent's lock makes reports about it take turns. The copy read before the lock may be stale, so it is read again.
  const intent = attribution.intent === null ? await lockTransaction(tx, report) : await lockIntent(tx, attribution.intent.id);
  const { known, elsewhere } = await seenBefore(tx, report, intent?.id ?? null);
  if (attribution.verdict === "worthless")
    return noteWorthless(tx, report, { ...attribution, intent: intent ?? attribution.intent }, known);
  const mine = known === null ? null : await assignToIntent(tx, known, attribution);
  if (known !== null && mine === null) return "ignored: this transfer belongs to another target";
  if (mine === null) {
    if (elsewhere.length > 0 && report.event === "reorged") return "ignored: this transaction was credited in another block";
    // A transaction is in one block: whoever saw it in this one says that it has left the other. The chain is asked about both.
    for (const row of elsewhere) await doubtTransfer(tx, row);
  }
  const transfer = mine ?? (await noteTransfer(tx, report, { ...attribution, intent }, ports));
  if (transfer.status === "rejected") return `rejected: ${transfer.rejection ?? "unknown"}`;
  if (transfer.status === "credited") return noteOnCredited(tx, intent, transfer, report);
  if (report.event === "reorged") {
    if (transfer.status !== "orphaned" && transfer.status !== "reverted") await loseTransfer(tx, transfer);
    return "reorged";
  }
  const live = transfer.status === "orphaned" || transfer.status === "reverted" ? await revive(tx, transfer) : transfer;
  await noteConfirmations(tx, live, { confirmations: report.confirmations, finalized: report.finalized });
  return known === null ? "detected" : "noted";
}

/**
 * A report about a credited transfer. Reported as gone: it is marked as doubted, with an incident. Only the chain ends a doubt: reports come
 * late, and one from before the loss would hide it.
 */
async function noteOnCredited(tx: TxCtx, intent: IntentRow | null, transfer: TransferRow, { event }: TransferReport): Promise<string> {
  if (event !== "reorged") {
    if (transfer.doubtedAt !== null) return "noted: the chain is asked";
    await mendIncidents(tx, transfer.id, ["payment.reorged"]);
    return "already credited";
  }
  const detail = { txHash: transfer.txHash, amount: transfer.amount.toString() };
  await raiseIncident(tx, { kind: "payment.reorged", subject: transfer.id, ...(intent === null ? {} : { dealId: intent.scope }), detail });
  // A report alone reverses nothing: `recheckOrphans` asks the chain first.
  await doubtTransfer(tx, transfer);
  return "reorged after credit: needs a person";
}

/** Money without an intent: an advisory lock on the transaction hash makes its reports take turns. */
async function lockTransaction(tx: TxCtx, { transfer }: TransferReport): Promise<null> {
  await tx.tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${transfer.chain}:${transfer.txHash}`}, 0))::text`;
  return null;
}

/** The row of this log, and where its transaction was credited in another block. */
async function seenBefore(
  tx: TxCtx,
  { transfer }: TransferReport,
  intentId: string | null,
): Promise<{ known: TransferRow | null; elsewhere: TransferRow[] }> {
  const { chain, blockHash, txHash, logIndex } = transfer;
  const log = { chain, blockHash, txHash, logIndex };
  const rows = await tx.tx.incomingTransfer.findMany({
    where: { OR: [log, inOtherBlock({ ...transfer, intentId, recipient: transfer.to })] },
  });
  const known = rows.find((row) => row.blockHash === blockHash && row.logIndex === logIndex) ?? null;
  return { known, elsewhere: rows.filter((row) => row !== known) };
}

/**
 * One log is one row, whichever target it was reported for first. An unassigned row is assigned to the intent of a later report while
 * nothing is posted. Null when the row belongs to another intent.
 */
async function assignToIntent(tx: TxCtx, known: TransferRow, attribution: Ours): Promise<TransferRow | null> {
  const intentId = attribution.intent?.id ?? null;
  if (known.intentId === intentId || known.status === "credited" || known.status === "rejected")
    return known.intentId === intentId ? known : null;
  if (known.unmatched !== "no_reference" || intentId === null) return null;
  return moveTransfer(tx, known, known.status, { intentId, via: attribution.via, unmatched: attribution.unmatched });
}

/** The rows that this transaction has beside the transfer: credited in another block, or with a loss that the operator bore. */
export function sameTransaction(tx: TxCtx, transfer: TransferRow): Promise<TransferRow[]> {
  const { chain, txHash, intentId, recipient } = transfer;
  const lost = intentId === null ? [] : [{ intentId, chain, txHash, recipient, shortage: true }];
  return tx.tx.incomingTransfer.findMany({ where: { OR: [inOtherBlock(transfer), ...lost] }, orderBy: { id: "asc" } });
}

type Log = Pick<TransferRow, "chain" | "txHash" | "blockHash" | "intentId" | "recipient">;

/**
 * Where this transaction was credited in another block. Mined again it is the same money, but its log may have another index, which the
 * ledger's unique chain reference would not recognise: it would be credited twice. It is credited once the other one is reversed.
 */
function inOtherBlock({ chain, txHash, blockHash, intentId, recipient }: Log): Prisma.IncomingTransferWhereInput {
  return { intentId, recipient, chain, txHash, status: "credited", blockHash: { not: blockHash } };
}

/** The chain is asked whether it still has a credited transfer. */
export async function doubtTransfer(tx: TxCtx, row: TransferRow): Promise<void> {
  if (row.status === "credited" && row.doubtedAt === null) await moveTransfer(tx, row, "credited", { doubtedAt: await now(tx) });
}

function rowOf({ transfer }: TransferReport) {
  return {
    id: newId(),
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
  };
}

/** A transfer that the report itself shows to be worthless. It is counted; the first few are kept as rows, and the first has an event. */
async function noteWorthless(tx: TxCtx, report: TransferReport, { intent, reason }: Worthless, known: TransferRow | null): Promise<string> {
  const outcome = `rejected: ${reason}`;
  if (known !== null || report.event !== "detected") return outcome;
  const counted = await moveIntent(tx, intent, intent.status, { counterfeits: intent.counterfeits + 1 + (report.also ?? 0) });
  if ((await tx.tx.incomingTransfer.count({ where: { intentId: intent.id, status: "rejected" } })) >= KEPT_WORTHLESS) return outcome;
  const row = { ...rowOf(report), intentId: intent.id, status: "rejected", rejection: reason, quiet: true } as const;
  await insertTransfer(tx, row);
  if (intent.counterfeits === 0) await appendEvents(tx, intentEvents("payment.rejected.v1", counted, { txHash: row.txHash, reason }));
  return outcome;
}

async function noteTransfer(
  tx: TxCtx,
  report: TransferReport,
  { intent, assetId, via, unmatched }: Ours,
  ports: IntakePorts,
): Promise<TransferRow> {
  const before = intent === null ? 0 : await tx.tx.incomingTransfer.count({ where: { intentId: intent.id, status: { not: "rejected" } } });
  const row = await insertTransfer(tx, {
    ...rowOf(report),
    // Throws for a chain we no longer use: the webhook is then set aside, not lost.
    required: railOf(ports.rails, report.transfer.chain).chain.confirmations,
    intentId: intent?.id ?? null,
    assetId,
    via,
    unmatched,
    quiet: before >= MOST_WITH_EVENTS,
  });
  if (report.event !== "reorged") await announce(tx, row);
  if (intent !== null) await mendUnseen(tx, intent.id);
  return row;
}

/** Announces a new transfer, also when the intent is closed: its payer must see that the money was noticed. */
async function announce(tx: TxCtx, transfer: TransferRow): Promise<void> {
  const intent: IntentRow | null = await lockIntentPaidBy(tx, transfer);
  if (!intent) return;
  const seen = intent.status === "awaiting" ? await moveIntentLast(tx, intent, "detected") : intent;
  if (transfer.quiet) return;
  await appendEvents(tx, intentEvents("payment.detected.v1", seen, { txHash: transfer.txHash }));
}

/** The transfer is back in the block it was lost from. */
export async function revive(tx: TxCtx, transfer: TransferRow): Promise<TransferRow> {
  const back = await moveTransfer(tx, transfer, "detected");
  await announce(tx, back);
  return back;
}
