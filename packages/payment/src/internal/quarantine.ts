/** Money from a listed address: booked, in no price, swept nowhere, and decided on by an admin. */
import { BrokenInvariant } from "@amanat/contracts";
import { appendEvents, audit, closeDeadline, mendIncidents, newId, now, raiseIncident, setDeadline, setting, type TxCtx } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import type { Proof } from "../ports.ts";
import { SETTINGS } from "../settings.ts";
import { arrivalRef } from "./attribution.ts";
import { creditIntent } from "./credit-transfer.ts";
import { noteCreditedBlock } from "./credited-blocks.ts";
import { intentEvents } from "./events.ts";
import { quarantineLeg, releaseQuarantineLeg, returnQuarantineLeg } from "./journal-legs.ts";
import { planSweep } from "./plan-sweep.ts";
import { type IntentRow, lockIntent, type QuarantineRow, type TransferRow } from "./rows.ts";
import type { Answer } from "./screening.ts";
import { loseTransfer, stepBack } from "./transfer-progress.ts";
import { sameTransaction } from "./transfer-reports.ts";
import { insertQuarantine, moveQuarantine } from "./write-quarantine.ts";
import { insertUnmatched, moveIntent, moveTransfer } from "./write-rows.ts";

const DAY_MS = 24 * 60 * 60_000;

export const quarantineTimerOf = (id: string) => ({ purpose: "quarantine_due", subjectId: id });

/** The date by which somebody has to have decided, counted from now. */
export async function nextDate(tx: TxCtx): Promise<Date> {
  return new Date((await now(tx)).getTime() + (await setting(tx, SETTINGS.quarantineDays)) * DAY_MS);
}

/**
 * Books a proved transfer from a listed address: custody → quarantined, under its chain reference, once. It pays no price, its intent goes on
 * waiting, and it stays where it lies: sweeping it would mix it with others' money. The caller has locked the intent.
 */
export async function quarantine(
  tx: TxCtx,
  transfer: TransferRow,
  proof: Extract<Proof, { verdict: "proved" }>,
  listed: Answer,
): Promise<void> {
  const beside = await sameTransaction(tx, transfer);
  if (beside.some((other) => other.status === "credited" && other.blockHash !== transfer.blockHash)) return loseTransfer(tx, transfer);
  const intent = await stepBack(tx, transfer);
  const { confirmations, finalized, sender } = proof;
  const row = await moveTransfer(tx, transfer, "credited", {
    confirmations,
    finalized,
    sender,
    amount: proof.amount.toString(),
    creditedAt: await now(tx),
    unmatched: transfer.unmatched ?? "quarantined",
  });
  const frozen = await freeze(tx, row, { listed, block: proof.blockNumber, reason: transfer.unmatched });
  if (intent !== null) {
    const waits = intent.status === "awaiting" ? await moveIntent(tx, intent, "awaiting", { exception: "quarantined" }) : intent;
    await appendEvents(tx, intentEvents("payment.quarantined.v1", waits, { txHash: row.txHash, amount: row.amount.toString() }));
  }
  await mendIncidents(tx, row.id, ["transfer.unscreened"]);
  await tellOf(tx, frozen, intent?.scope ?? null);
}

type Found = { listed: Answer; block: number; reason: string | null };

async function freeze(tx: TxCtx, row: TransferRow, { listed, block, reason }: Found): Promise<QuarantineRow> {
  if (row.assetId === null) throw new BrokenInvariant(`transfer ${row.id} is of no asset`);
  const decideBy = await nextDate(tx);
  const frozen = await insertQuarantine(tx, {
    id: newId(),
    tenantId: tx.actor.tenantId,
    chain: row.chain,
    assetId: row.assetId,
    address: row.recipient,
    sender: row.sender,
    listed: listed.address,
    provider: listed.provider,
    edition: listed.edition,
    amount: row.amount.toString(),
    txHash: row.txHash,
    logIndex: row.logIndex,
    block,
    intentId: row.intentId,
    transferId: row.id,
    reason,
    decideBy,
    createdAt: await now(tx),
  });
  const ref = await arrivalRef(tx, row);
  await post(tx, { id: journalId("payment", ref, "quarantine"), legs: [quarantineLeg(frozen, ref)] });
  await setDeadline(tx, { ...quarantineTimerOf(frozen.id), dueAt: decideBy });
  await audit(tx, {
    action: "quarantine.freeze",
    subjectKind: "quarantine",
    subjectId: frozen.id,
    payload: { amount: row.amount.toString(), listed: listed.address, provider: listed.provider, edition: listed.edition, ref },
  });
  return frozen;
}

/** Tells the operators, and again on each date that passes. */
export function tellOf(tx: TxCtx, frozen: QuarantineRow, scope: string | null): Promise<void> {
  const detail = { amount: frozen.amount.toString(), listed: frozen.listed, txHash: frozen.txHash };
  return raiseIncident(tx, { kind: "deposit.quarantined", subject: frozen.id, ...(scope === null ? {} : { dealId: scope }), detail });
}

export type Decided = {
  readonly decidedById: string;
  readonly decidedByName: string;
  readonly decidedReason: string;
  readonly decidedAt: Date;
};

/** It pays its price, or is its payer's where the price is paid or over. The caller has locked the intent and the row. */
export async function releaseQuarantine(tx: TxCtx, frozen: QuarantineRow, intent: IntentRow, decided: Decided): Promise<QuarantineRow> {
  const transfer = await tx.tx.incomingTransfer.findUniqueOrThrow({ where: { id: frozen.transferId } });
  const released = await moveQuarantine(tx, frozen, "released", decided);
  const row = await moveTransfer(tx, transfer, "credited", { unmatched: null });
  if (row.recipient === intent.depositAddress) await planSweep(tx, intent, row);
  noteCreditedBlock(tx, row);
  await creditIntent(tx, intent, row, releaseQuarantineLeg(frozen, intent));
  await end(tx, frozen);
  return released;
}

/** It becomes an unmatched deposit, which an admin sends back by a payout that another admin approves. The caller has locked as above. */
export async function returnQuarantine(
  tx: TxCtx,
  frozen: QuarantineRow,
  intent: IntentRow | null,
  decided: Decided,
): Promise<QuarantineRow> {
  const { tenantId, chain, assetId, address, sender, amount, txHash, logIndex, block, intentId, transferId } = frozen;
  const deposit = await insertUnmatched(tx, {
    id: newId(),
    tenantId,
    chain,
    assetId,
    address,
    sender,
    amount: amount.toString(),
    txHash,
    logIndex,
    block,
    reason: frozen.reason ?? "quarantined",
    intentId,
    transferId,
    createdAt: await now(tx),
  });
  const returned = await moveQuarantine(tx, frozen, "returned", { ...decided, unmatchedId: deposit.id });
  await post(tx, { id: journalId("payment", frozen.id, "return"), legs: [returnQuarantineLeg(frozen, deposit)] });
  if (intent !== null) {
    if (address === intent.depositAddress) await planSweep(tx, intent, { id: transferId, assetId, amount });
    await forget(tx, intent);
  }
  await end(tx, frozen);
  return returned;
}

/** The intent waits for other money only, unless more of its money is frozen. */
async function forget(tx: TxCtx, intent: IntentRow): Promise<void> {
  if (intent.exception !== "quarantined") return;
  if ((await tx.tx.quarantine.count({ where: { intentId: intent.id, status: "frozen" } })) > 0) return;
  await moveIntent(tx, intent, intent.status, { exception: intent.received > 0n ? "underpaid" : "none" });
}

async function end(tx: TxCtx, { id }: QuarantineRow): Promise<void> {
  await closeDeadline(tx, quarantineTimerOf(id));
  await mendIncidents(tx, id, ["deposit.quarantined"]);
}

/** Locks the intent of frozen money, before the row itself: everybody locks in this order. */
export async function lockIntentOf(tx: TxCtx, id: string): Promise<IntentRow | null> {
  const found = await tx.tx.quarantine.findFirst({ where: { id, tenantId: tx.actor.tenantId }, select: { intentId: true } });
  return found?.intentId ? lockIntent(tx, found.intentId) : null;
}
