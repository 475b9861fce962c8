import { appendEvents, audit, newId, type TxCtx } from "@amanat/db";
import { DomainError } from "@amanat/contracts";
import { payoutEvent } from "./events.ts";
import { insertPayout } from "./move.ts";
import type { IntentRow, PayoutRow } from "./rows.ts";

export type Draft = Pick<
  PayoutRow,
  "kind" | "scope" | "intentId" | "partyId" | "counterpartyId" | "title" | "assetId" | "chain" | "amount" | "destination"
> & {
  /** What caused it: one instruction per cause, so that a replay finds the one it made before. */
  readonly cause: string;
};

/** Writes an instruction, ready for somebody's approval. The caller has posted its money to where it waits. */
export async function draftPayout(tx: TxCtx, draft: Draft): Promise<PayoutRow> {
  const before = await tx.tx.payout.findUnique({ where: { cause: draft.cause } });
  if (before) return before;
  const payout = await insertPayout(tx, {
    ...draft,
    id: newId(),
    tenantId: tx.actor.tenantId,
    status: "pending_approval",
    amount: draft.amount.toString(),
    destination: draft.destination.toLowerCase(),
    createdBy: "system",
  });
  await audit(tx, {
    action: "payout.draft",
    subjectKind: "payout",
    subjectId: payout.id,
    payload: {
      kind: payout.kind,
      scope: payout.scope,
      cause: draft.cause,
      amount: payout.amount.toString(),
      destination: payout.destination,
    },
  });
  await appendEvents(tx, [payoutEvent("payout.drafted.v1", payout)]);
  return payout;
}

/** A refund to the address the payer named before seeing where to pay. */
export function draftRefundTo(tx: TxCtx, intent: IntentRow, amount: bigint, cause: string): Promise<PayoutRow> {
  if (intent.refundAddress === null) throw new DomainError("INVALID_STATE", "No refund address was named.");
  return draftPayout(tx, {
    kind: "refund",
    scope: intent.scope,
    intentId: intent.id,
    cause,
    partyId: intent.payerId,
    counterpartyId: intent.payeeId,
    title: intent.title,
    assetId: intent.assetId,
    chain: intent.chain,
    amount,
    destination: intent.refundAddress,
  });
}
