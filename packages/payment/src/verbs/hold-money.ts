import { DomainError } from "@amanat/contracts";
import { audit, closeDeadline, newId, type TxCtx } from "@amanat/db";
import { hold as freeze, journalId, post } from "@amanat/ledger";
import { endWaitForApproval } from "../internal/approval.ts";
import { payoutReturnLeg } from "../internal/journal-legs.ts";
import { insertHold, insertHoldPart } from "../internal/write-escrow.ts";
import { frozenOf, insertReclaimed, insertWaiting } from "../internal/hold-parts.ts";
import { movePayout } from "../internal/write-rows.ts";
import { type HoldPartRow, type HoldRow, lockPayout, lockAgreement, type PayoutRow, type Agreement } from "../internal/rows.ts";
import { assetOf, contributionsTo, heldOf, type Tranche } from "../internal/tranche-balance.ts";

export type NewHold = {
  scope: string;
  /** Ordinal of the tranche; the first is 1. */
  tranche: number;
  /** Shown to parties and staff. */
  reason: string;
  /** A person's id or a context's name. Only the one who placed a hold lifts it. */
  by: string;
  /** When the decision is due. */
  until?: Date;
  /** Base units to hold. Left out: the whole tranche, and whatever is still paid into it. */
  amount?: bigint;
};

/** A payout in one of these states has no signed transaction, so its money can still be held. */
const UNSIGNED = ["pending_approval", "approved", "rejected"] as const;

/**
 * Puts money of one tranche on hold: held → disputed. Called inside the caller's transaction.
 *
 * - A hold on the whole tranche cancels the tranche's payouts that are not signed yet; their money and the fee of that release are put
 *   on hold too. So are releases that wait without a payout, and their date stands still.
 * - A payout that is signed already keeps its money. If it fails while the hold is live, the returned money is put on hold.
 * - Two at once: one after the other, by the agreement's lock. The second holds what is left, which may be nothing.
 * - Against a release, a refund or an approval: the first to lock wins. `moveMoney` refuses while the whole tranche is on hold.
 *
 * Errors: NOT_FOUND, INVALID_STATE (the tranche was never paid into), INSUFFICIENT_FUNDS (less than `amount` is held), VALIDATION_ERROR.
 */
export async function holdMoney(tx: TxCtx, input: NewHold): Promise<{ holdId: string; amount: bigint }> {
  const { scope: id, tranche, amount } = input;
  if (amount !== undefined && amount <= 0n)
    throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "amount", code: "too_small" }] });
  const agreement = await lockAgreement(tx, id);
  if (!agreement) throw new DomainError("NOT_FOUND");
  const place = { scope: id, tranche };
  const asset = assetOf(await contributionsTo(tx, place));
  if (asset === null) throw new DomainError("INVALID_STATE");
  const row = await insertHold(tx, {
    id: newId(),
    tenantId: tx.actor.tenantId,
    ...place,
    assetId: asset,
    reason: input.reason,
    placedBy: input.by,
    whole: amount === undefined,
    until: input.until ?? null,
  });
  const parts: HoldPartRow[] = [];
  const held = amount ?? (await heldOf(tx, place, asset));
  if (held > 0n) parts.push(await insertHoldPart(tx, { id: newId(), holdId: row.id, source: "held", amount: held.toString() }));
  if (amount === undefined) {
    for (const payout of await unsignedPayouts(tx, place)) parts.push(...(await reclaim(tx, agreement, row, payout)));
    parts.push(...(await insertWaiting(tx, row)));
  }
  if (parts.length > 0) await freeze(tx, { ...place, asset, cause: row.id, parts: parts.flatMap(frozenOf) });
  const total = parts.reduce((sum, part) => sum + part.amount + part.fee, 0n);
  await audit(tx, {
    action: "money.hold",
    subjectKind: "escrow",
    subjectId: id,
    payload: { holdId: row.id, tranche, reason: input.reason, by: input.by, amount: total.toString() },
  });
  return { holdId: row.id, amount: total };
}

/** The payouts of a tranche's movements without a signed transaction, locked. */
async function unsignedPayouts(tx: TxCtx, { scope, tranche }: Tranche): Promise<PayoutRow[]> {
  const movements = await tx.tx.movement.findMany({ where: { scope, tranche }, select: { id: true } });
  const found = await tx.tx.payout.findMany({
    where: { movementId: { in: movements.map(({ id }) => id) }, status: { in: [...UNSIGNED] }, replacedById: null },
    orderBy: { id: "asc" },
    select: { id: true },
  });
  const locked: PayoutRow[] = [];
  for (const { id } of found) {
    const payout = await lockPayout(tx, id);
    // Skipped when it was signed in the meantime.
    if (payout && UNSIGNED.some((status) => status === payout.status)) locked.push(payout);
  }
  return locked;
}

/** Cancels a payout and puts its shares of movements on hold. Money that the payout carried beyond them goes back to waiting. */
async function reclaim(tx: TxCtx, agreement: Agreement, row: HoldRow, payout: PayoutRow): Promise<HoldPartRow[]> {
  if (payout.status === "approved") await post(tx, { id: journalId("payment", payout.id, "held_back"), legs: [payoutReturnLeg(payout)] });
  if (payout.status === "pending_approval") await endWaitForApproval(tx, payout.id);
  if (payout.status === "rejected") await closeDeadline(tx, { purpose: "payout_redraft", subjectId: payout.id });
  await movePayout(tx, payout, "cancelled");
  return insertReclaimed(tx, agreement, row, payout);
}
