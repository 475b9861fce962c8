import { appendEvents, audit, mendIncidents, newId, now, type NewEvent, type TxCtx } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import type { Proof } from "../ports.ts";
import { decideCredit } from "../rules.ts";
import { loseTransfer, underWay } from "./arrivals.ts";
import { allocateLeg, depositLeg, giveBackLeg, legs } from "./books.ts";
import { giveBack } from "./collect.ts";
import { contribute, endParts } from "./escrow-rows.ts";
import { intentNews, partNews } from "./events.ts";
import { holdArrived } from "./hold-parts.ts";
import { insertSweep, moveIntent, moveSweep, moveTransfer } from "./move.ts";
import { endReorgHolds, repayLoss } from "./reorg.ts";
import { creditedElsewhere } from "./report.ts";
import { type IntentRow, lockEscrow, lockIntent, type PartRow, type TransferRow, type UnmatchedRow } from "./rows.ts";
import { bookUnmatched } from "./unmatched.ts";
import { arrivalRef } from "./whose.ts";

type Proved = Extract<Proof, { verdict: "proved" }>;

/**
 * Posts one proved transfer, once, whatever the deal's state. What fits its intent: custody → received, and in the same journal,
 * once every part is covered, each part to held, and what is too much or too late to refundable. What fits none: custody → unmatched. The ledger refuses a
 * second posting of the same chain reference. The sweep of a deposit address is planned in the same transaction.
 */
export async function creditTransfer(tx: TxCtx, transfer: TransferRow, proof: Proved): Promise<void> {
  const found = transfer.intentId === null ? null : await lockIntent(tx, transfer.intentId);
  if (await creditedElsewhere(tx, transfer)) return loseTransfer(tx, transfer);
  const { confirmations, finalized, sender } = proof;
  const proved = { confirmations, finalized, sender: sender.toLowerCase(), amount: proof.amount.toString(), creditedAt: await now(tx) };
  const row = await moveTransfer(tx, transfer, "credited", proved);
  if (found !== null && row.recipient === found.depositAddress) await planSweep(tx, found, row);
  if (row.unmatched !== null) return bookUnmatched(tx, row, proof.blockNumber);
  if (found === null) throw new Error(`transfer ${transfer.id} has no intent`);
  if (await repayLoss(tx, found, row)) return;
  await mendIncidents(tx, row.id, ["payment.reorged"]);
  await creditIntent(tx, found, row);
}

async function creditIntent(tx: TxCtx, found: IntentRow, row: TransferRow): Promise<void> {
  const intent = found.status === "awaiting" ? await moveIntent(tx, found, "detected") : found;
  const decision = decideCredit(intent, row.amount, (await underWay(tx, intent.id, row.id)).count > 0);
  const received = intent.received + row.amount;
  const completes = decision.status === "credited" && intent.status !== "credited";
  const moved = await moveIntent(tx, intent, decision.status, {
    exception: decision.exception,
    received: received.toString(),
    ...(completes ? { creditedAt: await now(tx) } : {}),
  });
  const covered = completes ? intent.parts.filter(({ status }) => status === "open") : [];
  // What a closed agreement would have been paid with goes back to who paid it.
  const giveBackNow = decision.giveBack + decision.allocate - covered.reduce((sum, { amount }) => sum + amount, 0n);
  await post(tx, {
    // Old rows keep the names they were posted under.
    id: journalId("payment", row.id, row.reverts === 0 ? "credit" : `credit:again:${row.reverts}`),
    legs: legs(
      depositLeg(intent, row, await arrivalRef(tx, row)),
      ...covered.map((part) => allocateLeg(intent, part)),
      giveBackLeg(intent, giveBackNow, decision.code),
    ),
  });
  const after = completes ? await cover(tx, moved, covered, row) : moved;
  await audit(tx, {
    action: "intent.credit",
    subjectKind: "intent",
    subjectId: intent.id,
    payload: { txHash: row.txHash, logIndex: row.logIndex, amount: row.amount.toString(), exception: decision.exception },
  });
  await appendEvents(tx, newsOf(after, row, covered));
  await giveBack(tx, after, { amount: giveBackNow, cause: `${decision.code}:${row.id}` });
}

/** Each part is its payer's contribution from now on. What comes into a tranche that is on hold lands in the hold. */
async function cover(tx: TxCtx, intent: IntentRow, covered: readonly PartRow[], transfer: TransferRow): Promise<IntentRow> {
  const { tenantId, payerId, assetId, id: intentId } = intent;
  for (const scope of new Set(covered.map((part) => part.scope))) await lockEscrow(tx, scope);
  for (const part of covered) {
    const { scope, tranche, amount } = part;
    const at = await now(tx);
    await endReorgHolds(tx, part);
    await contribute(tx, {
      id: newId(),
      tenantId,
      scope,
      tranche,
      assetId,
      intentId,
      payerId,
      amount: amount.toString(),
      createdAt: at,
    });
    await holdArrived(tx, part, { assetId, transferId: transfer.id });
  }
  return endParts(tx, intent, "covered");
}

/** That the price is complete is told always; of a flood of small coins, each coin is not. */
function newsOf(intent: IntentRow, { txHash, amount, quiet }: TransferRow, covered: readonly PartRow[]): NewEvent[] {
  const received = quiet && covered.length === 0 ? [] : intentNews("payment.received.v1", intent, { txHash, amount: amount.toString() });
  return [...received, ...partNews("payment.credited.v1", intent, covered)];
}

/** Native coin on a deposit address: what gas leaves of it goes to the wallet, too. */
export async function planNativeSweep(tx: TxCtx, intent: IntentRow, deposit: UnmatchedRow): Promise<void> {
  await lockIntent(tx, intent.id);
  await planSweep(tx, intent, { id: deposit.id, assetId: deposit.assetId, amount: deposit.amount });
}

/** One sweep for all that lies on an address in one asset; the intent's lock, which the caller holds, is the address's. */
async function planSweep(tx: TxCtx, intent: IntentRow, deposit: Pick<TransferRow, "id" | "assetId" | "amount">): Promise<void> {
  if (intent.derivationIndex === null || intent.depositAddress === null || deposit.assetId === null)
    throw new Error(`deposit ${deposit.id} has nothing to sweep`);
  const place = { chain: intent.chain, address: intent.depositAddress, assetId: deposit.assetId };
  const planned = await tx.tx.sweep.findFirst({ where: { ...place, status: "planned" }, orderBy: { createdAt: "asc" } });
  if (planned) {
    await moveSweep(tx, planned, "planned", { amount: (planned.amount + deposit.amount).toString() });
    return;
  }
  await insertSweep(tx, {
    ...place,
    id: newId(),
    tenantId: intent.tenantId,
    intentId: intent.id,
    incomingId: deposit.id,
    derivationIndex: intent.derivationIndex,
    amount: deposit.amount.toString(),
  });
}
