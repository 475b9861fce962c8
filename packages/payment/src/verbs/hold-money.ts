import { DomainError } from "@amanat/contracts";
import { audit, closeDeadline, newId, type TxCtx } from "@amanat/db";
import { hold as freeze, journalId, post } from "@amanat/ledger";
import { payoutReturnLeg } from "../internal/journal-legs.ts";
import { insertHold, insertHoldPart } from "../internal/write-escrow.ts";
import { frozenOf, insertTaken } from "../internal/hold-parts.ts";
import { movePayout } from "../internal/write-rows.ts";
import { type HoldPartRow, type HoldRow, lockPayout, lockScope, type PayoutRow, type Scope } from "../internal/rows.ts";
import { assetOf, contributionsTo, heldOf, type Tranche } from "../internal/tranche-balance.ts";

export type NewHold = {
  scope: string;
  /** Ordinal of the tranche; the first is 1. */
  tranche: number;
  /** Why, for whoever looks. */
  reason: string;
  /** Who placed it: a person's id, or a context's name. Who placed it lifts it. */
  by: string;
  /** By when somebody has to have decided. */
  until?: Date;
  /** Base units of what is held; all of the tranche where it is left out, also what is yet to come. */
  amount?: bigint;
};

/** Instructions whose money can still be had: nothing of them is signed. */
const TAKEN_BACK = ["pending_approval", "approved", "rejected"] as const;

/**
 * Stops money of one tranche, in the transaction that decides it: held → disputed. A hold over all of it takes back every instruction
 * of the tranche that nobody has signed, with the fee of its release; those end `cancelled`. From signing on the money is gone for
 * it; should that payout come to nothing while the hold lives, its money lands in the hold.
 *
 * - Two at once: the agreement's lock. The second finds what is left, and holds it too: it may be nothing.
 * - Against a release, a refund or an approval: whoever locks first. A movement refuses to run while a hold over all of it lives.
 *
 * Errors: NOT_FOUND, INVALID_STATE (nothing was paid into it), INSUFFICIENT_FUNDS (less than `amount` is held), VALIDATION_ERROR.
 */
export async function holdMoney(tx: TxCtx, input: NewHold): Promise<{ holdId: string; amount: bigint }> {
  const { scope: id, tranche, amount } = input;
  if (amount !== undefined && amount <= 0n)
    throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "amount", code: "too_small" }] });
  const scope = await lockScope(tx, id);
  if (!scope) throw new DomainError("NOT_FOUND");
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
  if (amount === undefined) for (const payout of await unsignedOf(tx, place)) parts.push(...(await takeBack(tx, scope, row, payout)));
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

/** The instructions of a tranche's movements that nobody has signed, locked. */
async function unsignedOf(tx: TxCtx, { scope, tranche }: Tranche): Promise<PayoutRow[]> {
  const movements = await tx.tx.movement.findMany({ where: { scope, tranche }, select: { id: true } });
  const found = await tx.tx.payout.findMany({
    where: { movementId: { in: movements.map(({ id }) => id) }, status: { in: [...TAKEN_BACK] }, replacedById: null },
    orderBy: { id: "asc" },
    select: { id: true },
  });
  const locked: PayoutRow[] = [];
  for (const { id } of found) {
    const payout = await lockPayout(tx, id);
    // Signed in the meantime: the money is on its way.
    if (payout && TAKEN_BACK.some((status) => status === payout.status)) locked.push(payout);
  }
  return locked;
}

/** Cancels one instruction and makes its share of its movement a part of the hold. What it took along beside goes on waiting. */
async function takeBack(tx: TxCtx, scope: Scope, row: HoldRow, payout: PayoutRow): Promise<HoldPartRow[]> {
  if (payout.status === "approved") await post(tx, { id: journalId("payment", payout.id, "held_back"), legs: [payoutReturnLeg(payout)] });
  if (payout.status === "rejected") await closeDeadline(tx, { purpose: "payout_redraft", subjectId: payout.id });
  await movePayout(tx, payout, "cancelled");
  return insertTaken(tx, scope, row, payout);
}
