import { BrokenInvariant } from "@amanat/contracts";
import { appendEvents, audit, mendIncidents, newId, now, type NewEvent, type TxCtx } from "@amanat/db";
import { journalId, type Leg, postLast } from "@amanat/ledger";
import type { Proof } from "../ports.ts";
import { decideCredit } from "../rules.ts";
import { loseTransfer, underWay } from "./transfer-progress.ts";
import { allocateLeg, depositLeg, giveBackLeg, legs } from "./journal-legs.ts";
import { giveBack } from "./amounts-owed-back.ts";
import { contribute, endParts } from "./write-escrow.ts";
import { intentEvents, partEvents } from "./events.ts";
import { holdArrived } from "./hold-parts.ts";
import { liveHolds } from "./tranche-balance.ts";
import { planSweep } from "./plan-sweep.ts";
import { moveIntentLast, moveTransferLast } from "./write-rows.ts";
import { repayLoss } from "./reversed-deposits.ts";
import { endReorgHolds } from "./reorg-holds.ts";
import { sameTransaction } from "./transfer-reports.ts";
import { type IntentRow, lockEscrow, lockIntent, type PartRow, type TransferRow } from "./rows.ts";
import { noteCreditedBlock } from "./credited-blocks.ts";
import { bookUnmatched } from "./unmatched-deposits.ts";
import { arrivalRef } from "./attribution.ts";

type Proved = Extract<Proof, { verdict: "proved" }>;

/**
 * Posts one proved transfer, whatever the state of the deal.
 *
 * - It fits its intent: custody → received. Once every part of the price is covered, the same journal moves each part to held, and what is
 *   too much or too late to refundable.
 * - It fits no intent: custody → unmatched.
 *
 * Once: the ledger refuses a second posting of the same chain reference. The sweep of a deposit address is planned in the same transaction.
 */
export async function creditTransfer(tx: TxCtx, transfer: TransferRow, proof: Proved): Promise<void> {
  const found = transfer.intentId === null ? null : await lockIntent(tx, transfer.intentId);
  const beside = await sameTransaction(tx, transfer);
  if (beside.some((other) => other.status === "credited" && other.blockHash !== transfer.blockHash)) return loseTransfer(tx, transfer);
  const { confirmations, finalized, sender } = proof;
  const proved = { confirmations, finalized, sender, amount: proof.amount.toString(), creditedAt: await now(tx) };
  const row = await moveTransferLast(tx, transfer, "credited", proved);
  if (found !== null && row.recipient === found.depositAddress) await planSweep(tx, found, row);
  if (row.unmatched !== null) return bookUnmatched(tx, row, proof.blockNumber);
  noteCreditedBlock(tx, row);
  if (found === null) throw new BrokenInvariant(`transfer ${transfer.id} has no intent`);
  if (await repayLoss(tx, found, row, beside)) return;
  await mendIncidents(tx, row.id, ["payment.reorged"]);
  await creditIntent(tx, found, row, depositLeg(found, row, await arrivalRef(tx, row)));
}

/** What one proved transfer does to its intent. `arrival`: how its money comes into `received`. The caller holds the intent's lock. */
export async function creditIntent(tx: TxCtx, found: IntentRow, row: TransferRow, arrival: Leg): Promise<void> {
  const intent = found.status === "awaiting" ? await moveIntentLast(tx, found, "detected") : found;
  const decision = decideCredit(intent, row.amount, (await underWay(tx, intent.id, row.id)).count > 0);
  const received = intent.received + row.amount;
  const completes = decision.status === "credited" && intent.status !== "credited";
  const moved = await moveIntentLast(tx, intent, decision.status, {
    exception: decision.exception,
    received: received.toString(),
    ...(completes ? { creditedAt: await now(tx) } : {}),
  });
  const covered = completes ? intent.parts.filter(({ status }) => status === "open") : [];
  // A part that was closed takes no money: its share of the price goes back to the payer.
  const giveBackNow = decision.giveBack + decision.allocate - covered.reduce((sum, { amount }) => sum + amount, 0n);
  postLast(tx, {
    // Journal ids are permanent: the first credit of a row has no counter in its name.
    id: journalId("payment", row.id, row.reverts === 0 ? "credit" : `credit:again:${row.reverts}`),
    legs: legs(arrival, ...covered.map((part) => allocateLeg(intent, part)), giveBackLeg(intent, giveBackNow, decision.code)),
  });
  const after = completes ? await cover(tx, moved, covered, row) : moved;
  await audit(tx, {
    action: "intent.credit",
    subjectKind: "intent",
    subjectId: intent.id,
    payload: { txHash: row.txHash, logIndex: row.logIndex, amount: row.amount.toString(), exception: decision.exception },
  });
  await appendEvents(tx, eventsOf(after, row, covered));
  await giveBack(tx, after, { amount: giveBackNow, cause: `${decision.code}:${row.id}` });
}

/** Records each covered part as its payer's contribution. If the whole tranche is on hold, the money is put on hold too. */
async function cover(tx: TxCtx, intent: IntentRow, covered: readonly PartRow[], transfer: TransferRow): Promise<IntentRow> {
  const { tenantId, payerId, assetId, id: intentId } = intent;
  for (const scope of new Set(covered.map((part) => part.scope))) await lockEscrow(tx, scope);
  for (const part of covered) {
    const { scope, tranche, amount } = part;
    const at = await now(tx);
    const holds = await liveHolds(tx, part);
    const live = (await endReorgHolds(tx, part, holds)) ? await liveHolds(tx, part) : holds;
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
    await holdArrived(tx, part, { assetId, transferId: transfer.id, holds: live });
  }
  return endParts(tx, intent, "covered");
}

/** A completed price always has its event. A quiet transfer, one of a flood of small ones, has none. */
function eventsOf(intent: IntentRow, { txHash, amount, quiet }: TransferRow, covered: readonly PartRow[]): NewEvent[] {
  const received = quiet && covered.length === 0 ? [] : intentEvents("payment.received.v1", intent, { txHash, amount: amount.toString() });
  return [...received, ...partEvents("payment.credited.v1", intent, covered)];
}
