import { DomainError } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, newId, type TxCtx } from "@amanat/db";
import { destinationNow, ownerOf } from "./destinations.ts";
import { payoutEvent } from "./events.ts";
import { insertPayout } from "./write-rows.ts";
import type { PayoutRow } from "./rows.ts";

export type Draft = Pick<PayoutRow, "kind" | "scope" | "intentId" | "partyId" | "title" | "assetId" | "chain" | "amount"> & {
  /** The movement it pays a share of. */
  readonly movementId?: string | null;
  /** What caused it. Unique: a cause has one instruction. */
  readonly cause: string;
  /** Admins who have rejected this money before, where the instruction replaces a rejected one. */
  readonly rejectedBy?: string[];
  /** The admin who asked for it; that admin may not approve it. Left out: the system. */
  readonly createdBy?: string;
  readonly unmatchedId?: string;
  /** Only for money without an owner: the address that admin named. Otherwise the owner's own address counts. */
  readonly destination?: string;
};

/**
 * Writes an instruction to the address that counts now, ready for approval. This is the only place that writes one.
 *
 * The caller has posted the money to `releasable` or `refundable`. It also holds the scope's lock: without it, the address could change
 * between being read and being written.
 *
 * - Once per cause: a second call with the same cause answers the instruction of the first.
 *
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
