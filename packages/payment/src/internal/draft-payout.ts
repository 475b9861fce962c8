import { DomainError } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, newId, startDeadline, type TxCtx } from "@amanat/db";
import { waitForApproval } from "./approval.ts";
import { destinationNow, ownerOf } from "./destinations.ts";
import { payoutEvent } from "./events.ts";
import { insertPayout } from "./write-rows.ts";
import type { PayoutRow } from "./rows.ts";

export type Draft = Pick<PayoutRow, "kind" | "scope" | "intentId" | "partyId" | "title" | "assetId" | "chain" | "amount"> & {
  /** The movement whose share it pays. */
  readonly movementId?: string | null;
  /** Unique: there is one payout for a cause. */
  readonly cause: string;
  /** True when this transaction has made what causes it, so that there can be no payout for it yet. */
  readonly isNew?: boolean;
  /** Admins who rejected this money before, when it replaces a rejected payout. */
  readonly rejectedBy?: string[];
  /** The admin who asked for it and may not approve it. Left out for the system. */
  readonly createdBy?: string;
  readonly unmatchedId?: string;
  /** Only for money without an owner: the address the admin named. Otherwise the owner's current address is used. */
  readonly destination?: string;
};

/**
 * Drafts a payout to the owner's current address. This is the only place that inserts a payout. The caller has posted the money to
 * `releasable` or `refundable`, and holds the scope's lock, so that the address can not change meanwhile.
 *
 * - Once per cause: a second call returns the payout of the first.
 *
 * Errors: INVALID_STATE (no address is named).
 */
export async function draftPayout(tx: TxCtx, draft: Draft): Promise<PayoutRow> {
  const { isNew = false, ...data } = draft;
  const before = isNew ? null : await tx.tx.payout.findUnique({ where: { cause: draft.cause } });
  if (before) return before;
  const destination = draft.destination ?? (await addressOf(tx, draft));
  const payout = await insertPayout(tx, {
    ...data,
    id: newId(),
    tenantId: tx.actor.tenantId,
    status: "pending_approval",
    amount: draft.amount.toString(),
    destination,
    createdBy: draft.createdBy ?? "system",
  });
  await waitForApproval(tx, payout.id, startDeadline);
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

/** The owner's current address on the payout's chain. Errors: INVALID_STATE (none is named). */
export async function addressOf(tx: Ctx, payout: Pick<PayoutRow, "scope" | "partyId" | "chain">): Promise<string> {
  const current = await destinationNow(tx, ownerOf(payout));
  if (!current) throw new DomainError("INVALID_STATE", "No address was named for this money.");
  return current.address;
}
