/** Deposits that were credited and have left the chain. */
import { appendEvents, audit, mendIncidents, now, raiseIncident, settle, type TxCtx } from "@amanat/db";
import { accountsOf, journalId, post } from "@amanat/ledger";
import { coverLossLeg, legs, reopenLeg, repayLossLeg, takeBackDepositLeg } from "./journal-legs.ts";
import { noteRefunded, reopenParts } from "./write-escrow.ts";
import { intentEvents } from "./events.ts";
import { moveIntent, moveSweep, moveTransfer } from "./write-rows.ts";
import { type IntentRow, lockEscrow, lockIntent, type PartRow, type TransferRow } from "./rows.ts";
import { contributionsTo, heldOf, liveHolds } from "./tranche-balance.ts";
import { arrivalRef } from "./attribution.ts";
import { endReorgHolds, holdForReorg } from "./reorg-holds.ts";

/** Time to pay again after a price was reopened. */
const PAY_AGAIN_MS = 24 * 60 * 60_000;

/**
 * Takes back a credited deposit that left the chain.
 *
 * - Everything it helped to pay for is still held: the posting is reversed, and the price is open again for a day.
 * - Some of it has moved on: the operator bears the loss.
 *
 * Either way what is left of each covered tranche is put on hold and an incident is raised. The caller has locked the intent.
 */
export async function revertTransfer(tx: TxCtx, transfer: TransferRow): Promise<void> {
  const intent = transfer.intentId === null || transfer.unmatched !== null ? null : await lockIntent(tx, transfer.intentId);
  if (intent === null) return noteLost(tx, transfer, null);
  const covered = intent.parts.filter(({ status }) => status === "covered");
  const scopes = [...new Set(intent.parts.map(({ scope }) => scope))].toSorted();
  for (const scope of scopes) await lockEscrow(tx, scope);
  const here = await isHere(tx, intent, covered, transfer);
  const id = journalId("payment", transfer.id, `revert:${transfer.reverts}`);
  await post(tx, {
    id,
    legs: here
      ? legs(...covered.map((part) => reopenLeg(intent, part)), takeBackDepositLeg(intent, transfer))
      : legs(coverLossLeg(intent.assetId, transfer)),
  });
  const row = await moveTransfer(tx, transfer, "reverted", { doubtedAt: null, reverts: transfer.reverts + 1, shortage: !here });
  await unplanSweep(tx, row);
  const after = here ? await reopen(tx, intent, covered, row.amount) : intent;
  for (const part of covered) await holdForReorg(tx, part);
  const outcome = { txHash: row.txHash, amount: row.amount.toString(), reopened: here };
  await audit(tx, { action: "intent.revert", subjectKind: "intent", subjectId: intent.id, payload: { ...outcome, transferId: row.id } });
  await appendEvents(tx, intentEvents("payment.reverted.v1", after, { ...outcome, payBy: after.expiresAt.toISOString() }));
  await noteLost(tx, row, intent);
}

/** Raises the incident. A deposit that paid no price needs nothing else: a person decides. */
async function noteLost(tx: TxCtx, row: TransferRow, intent: IntentRow | null): Promise<void> {
  const detail = { txHash: row.txHash, amount: row.amount.toString(), shortage: String(row.shortage) };
  if (row.status === "credited") await moveTransfer(tx, row, "credited", { doubtedAt: null });
  await raiseIncident(tx, { kind: "payment.reorged", subject: row.id, ...(intent === null ? {} : { dealId: intent.scope }), detail });
}

/** Whether it can be reversed: each part it covers is still held in full, and with `received` the parts make up its amount. */
async function isHere(tx: TxCtx, intent: IntentRow, covered: readonly PartRow[], transfer: TransferRow): Promise<boolean> {
  let free = 0n;
  for (const part of covered) {
    if ((await liveHolds(tx, part)).length > 0 || (await heldOf(tx, part, intent.assetId)) < part.amount) return false;
    const mine = (await contributionsTo(tx, part)).find(({ intentId }) => intentId === intent.id);
    if (!mine || mine.amount - mine.refunded < part.amount) return false;
    free += part.amount;
  }
  const accounts = await accountsOf(tx, { scope: intent.bookedUnder, asset: intent.assetId, kinds: ["received"] });
  return accounts.reduce((sum, { balance }) => sum + balance, free) >= transfer.amount;
}

async function reopen(tx: TxCtx, intent: IntentRow, covered: readonly PartRow[], lost: bigint): Promise<IntentRow> {
  for (const part of covered)
    for (const row of await contributionsTo(tx, part))
      if (row.intentId === intent.id) await noteRefunded(tx, row, row.refunded + part.amount);
  if (covered.length === 0) return moveIntent(tx, intent, intent.status, { received: (intent.received - lost).toString() });
  const received = covered.reduce((sum, { amount }) => sum + amount, -lost);
  const expiresAt = new Date((await now(tx)).getTime() + PAY_AGAIN_MS);
  const data = { received: received.toString(), exception: "none", creditedAt: null, expiresAt } as const;
  return reopenParts(tx, await moveIntent(tx, intent, "awaiting", data));
}

/** Takes the deposit out of the planned sweep of its address. A signed sweep stays: it settles or fails by itself. */
async function unplanSweep(tx: TxCtx, transfer: TransferRow): Promise<void> {
  const { chain, recipient: address, assetId } = transfer;
  if (assetId === null) return;
  await settle(tx, ["Sweep"]);
  const planned = await tx.tx.sweep.findFirst({ where: { chain, address, assetId, status: "planned" }, orderBy: { createdAt: "asc" } });
  if (!planned) return;
  const left = planned.amount - transfer.amount;
  await (left > 0n
    ? moveSweep(tx, planned, "planned", { amount: left.toString() })
    : moveSweep(tx, planned, "failed", { failure: "the deposit left the chain" }));
}

/**
 * A deposit whose loss the operator bore is on chain again: the operator is repaid, once, and the reversal's holds end. Returns false
 * when the operator bore no such loss. `beside`: the other rows of its transaction. The caller holds the intent's lock, and the transfer is credited.
 */
export async function repayLoss(tx: TxCtx, intent: IntentRow, row: TransferRow, beside: readonly TransferRow[]): Promise<boolean> {
  const { txHash, amount } = row;
  const lost = beside.find((other) => other.shortage && other.intentId === intent.id && other.amount === amount);
  if (!lost) return false;
  await post(tx, {
    id: journalId("payment", row.id, `repay:${row.reverts}`),
    legs: [repayLossLeg(intent.assetId, row, await arrivalRef(tx, row))],
  });
  await moveTransfer(tx, lost.id === row.id ? row : lost, lost.id === row.id ? row.status : lost.status, { shortage: false });
  await mendIncidents(tx, lost.id, ["payment.reorged"]);
  for (const part of intent.parts) await endReorgHolds(tx, part, await liveHolds(tx, part));
  await audit(tx, {
    action: "intent.repay_loss",
    subjectKind: "intent",
    subjectId: intent.id,
    payload: { txHash, amount: amount.toString() },
  });
  return true;
}
