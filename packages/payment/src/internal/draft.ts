import { DomainError } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, newId, type TxCtx } from "@amanat/db";
import { destinationNow, ownerOf } from "./destinations.ts";
import { payoutEvent } from "./events.ts";
import { insertPayout } from "./move.ts";
import type { IntentRow, PayoutRow } from "./rows.ts";

export type Draft = Pick<PayoutRow, "kind" | "scope" | "intentId" | "partyId" | "title" | "assetId" | "chain" | "amount"> & {
  /** The division it pays a share of. */
  readonly movementId?: string | null;
  /** What caused it: one instruction per cause, so that a replay finds the one it made before. */
  readonly cause: string;
  /** Of an instruction in the place of another: who has rejected this money before. */
  readonly rejectedBy?: string[];
  /** The admin who asks for it, who may then not approve it; the system, where nobody is named. */
  readonly createdBy?: string;
  readonly unmatchedId?: string;
  /** Where it goes, where nobody owns it: named by that admin. Otherwise its owner's address counts. */
  readonly destination?: string;
};

/**
 * Writes an instruction to the address that counts now, ready for somebody's approval. The caller has posted its money to where
 * it waits, and holds the scope's lock, so that no change of address slips in between.
 * Errors: INVALID_STATE (nobody has named an address).
 */
export async function draftPayout(tx: TxCtx, draft: Draft): Promise<PayoutRow> {
  const before = await tx.tx.payout.findUnique({ where: { cause: draft.cause } });
  if (before) return before;
  const destination = draft.destination ?? (await addressOf(tx, draft));
  const payout = await insertPayout(tx, {
    ...draft,
    id: newId(),
    tenantId: tx.actor.tenantId,
    status: "pending_approval",
    amount: draft.amount.toString(),
    destination,
    createdBy: draft.createdBy ?? "system",
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

/** The address that counts for an instruction now. Errors: INVALID_STATE (nobody has named one). */
export async function addressOf(tx: Ctx, payout: Pick<PayoutRow, "scope" | "partyId">): Promise<string> {
  const place = await destinationNow(tx, ownerOf(payout));
  if (!place) throw new DomainError("INVALID_STATE", "No address was named for this money.");
  return place.address;
}

/**
 * A refund to where the payer wants it: the first address was named before they saw where to pay. What is owed beside it is
 * collected: `giveBack`.
 */
export function draftRefundTo(
  tx: TxCtx,
  intent: IntentRow,
  amount: bigint,
  { cause, createdBy }: { cause: string; createdBy?: string },
): Promise<PayoutRow> {
  return draftPayout(tx, {
    ...(createdBy === undefined ? {} : { createdBy }),
    kind: "refund",
    scope: intent.scope,
    intentId: intent.id,
    cause,
    partyId: intent.payerId,
    title: intent.title,
    assetId: intent.assetId,
    chain: intent.chain,
    amount,
  });
}
