import { appendEvents, audit, newId, now, type NewEvent, type TxCtx } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import type { Proof } from "../ports.ts";
import { type CreditDecision, decideCredit } from "../rules.ts";
import { loseTransfer, othersLive } from "./arrivals.ts";
import { allocateLeg, depositLeg, giveBackLeg, legs } from "./books.ts";
import { draftRefundTo } from "./draft.ts";
import { aboutIntent, intentPayload } from "./events.ts";
import { insertSweep, moveIntent, moveTransfer } from "./move.ts";
import { creditedElsewhere } from "./report.ts";
import { type IntentRow, lockIntent, type TransferRow } from "./rows.ts";

type Proved = Extract<Proof, { verdict: "proved" }>;

/**
 * Posts one proved transfer, once, whatever the deal's state: custody → received, and in the same journal
 * the whole price to held, what is too much or too late to refundable. The ledger refuses a second posting
 * of the same chain reference. The sweep of its address is planned in the same transaction.
 */
export async function creditTransfer(tx: TxCtx, transfer: TransferRow, proof: Proved): Promise<void> {
  const found = await lockIntent(tx, transfer.intentId);
  if (!found) throw new Error(`transfer ${transfer.id} has no intent`);
  if (await creditedElsewhere(tx, found, transfer)) return loseTransfer(tx, transfer);
  const intent = found.status === "awaiting" ? await moveIntent(tx, found, "detected") : found;
  const at = await now(tx);
  const decision = decideCredit(intent, proof.amount, await othersLive(tx, transfer));
  const { confirmations, finalized, sender } = proof;
  const row = await moveTransfer(tx, transfer, "credited", {
    creditedAt: at,
    confirmations,
    finalized,
    sender: sender.toLowerCase(),
    amount: proof.amount.toString(),
  });
  const received = intent.received + proof.amount;
  const completes = decision.status === "credited" && intent.status !== "credited";
  const after = await moveIntent(tx, intent, decision.status, {
    exception: decision.exception,
    received: received.toString(),
    ...(completes ? { creditedAt: at } : {}),
  });
  await post(tx, {
    id: journalId("payment", transfer.id, "credit"),
    legs: legs(
      depositLeg(intent, row, proof.amount),
      allocateLeg(intent, decision.allocate),
      giveBackLeg(intent, decision.giveBack, decision.code),
    ),
  });
  if (row.via === "deposit") await planSweep(tx, after, row);
  await audit(tx, {
    action: "intent.credit",
    subjectKind: "intent",
    subjectId: intent.id,
    payload: { txHash: row.txHash, logIndex: row.logIndex, amount: proof.amount.toString(), exception: decision.exception },
  });
  await appendEvents(tx, newsOf(after, row, proof.amount, completes));
  await giveBack(tx, after, row, decision);
}

function newsOf(intent: IntentRow, transfer: TransferRow, amount: bigint, completes: boolean): NewEvent[] {
  const received: NewEvent = {
    type: "payment.received.v1",
    ...aboutIntent(intent),
    payload: { ...intentPayload(intent), txHash: transfer.txHash, amount: amount.toString() },
  };
  const credited: NewEvent = {
    type: "payment.credited.v1",
    ...aboutIntent(intent),
    payload: { ...intentPayload(intent), amount: intent.amount.toString() },
  };
  return completes ? [received, credited] : [received];
}

async function giveBack(tx: TxCtx, intent: IntentRow, transfer: TransferRow, decision: CreditDecision): Promise<void> {
  if (decision.giveBack > 0n) await draftRefundTo(tx, intent, decision.giveBack, `${decision.code}:${transfer.id}`);
}

async function planSweep(tx: TxCtx, intent: IntentRow, transfer: TransferRow): Promise<void> {
  if (intent.derivationIndex === null || intent.depositAddress === null) throw new Error(`intent ${intent.id} has no deposit address`);
  await insertSweep(tx, {
    id: newId(),
    tenantId: intent.tenantId,
    intentId: intent.id,
    incomingId: transfer.id,
    derivationIndex: intent.derivationIndex,
    address: intent.depositAddress,
    assetId: intent.assetId,
    chain: intent.chain,
    amount: transfer.amount.toString(),
  });
}
