import { DomainError, type TrancheStatus } from "@amanat/contracts";
import { noteChange, type Prisma, type TxCtx, wayOf } from "@amanat/db";
import { TRANCHE } from "../state.ts";
import { type DealRow, type TrancheRow, WITH_PARTS } from "./rows.ts";

/**
 * The only writers of deals, parties and tranches (lint holds that), and so the only code that writes their status. What they
 * write is noted, as it was and as it is, for the audit entry of its transaction. Each compares and sets on status and version,
 * so that even a caller who forgot to lock cannot lose somebody's change. Errors: VERSION_CONFLICT (lost a race).
 */

function assertOne(count: number): void {
  if (count !== 1) throw new DomainError("VERSION_CONFLICT");
}

/** What the trail keeps of a deal: the row, and what its parties agreed to pay. */
function onTrail({ parties: _, tranches: [first], ...row }: DealRow): object {
  return first ? { ...row, assetId: first.assetId, price: first.amount, feeBps: first.feeBps } : row;
}

function noteDeal(tx: TxCtx, before: DealRow | null, after: DealRow): DealRow {
  noteChange(tx, { kind: "deal", id: after.id, before: before && onTrail(before), after: onTrail(after) });
  return after;
}

function noteTranche(tx: TxCtx, { dealId, ordinal }: TrancheRow, before: object | null, after: object): void {
  noteChange(tx, { kind: "tranche", id: `${dealId}:${ordinal}`, before, after });
}

export type NewParty = Pick<Prisma.DealPartyUncheckedCreateInput, "userId" | "role">;
export type NewTranche = { id: string; assetId: string; amount: bigint; feeBps: number; payeeId: string };

/** A deal with its people and the parts of its price, in their order. */
export async function insertDeal(
  tx: TxCtx,
  data: Prisma.DealUncheckedCreateInput,
  parties: readonly NewParty[],
  tranches: readonly NewTranche[],
): Promise<DealRow> {
  const parts = tranches.map((tranche, index) => ({ ...tranche, ordinal: index + 1, amount: tranche.amount.toString() }));
  const deal = await tx.tx.deal.create({
    data: { ...data, parties: { create: [...parties] }, tranches: { create: parts } },
    include: WITH_PARTS,
  });
  for (const tranche of deal.tranches) noteTranche(tx, tranche, null, { status: tranche.status, amount: tranche.amount });
  return noteDeal(tx, null, deal);
}

type DealChange = { status?: DealRow["status"]; fundedAt?: Date; closedAt?: Date };

/** Writes what changes of a deal. Errors: VERSION_CONFLICT. */
export async function writeDeal(tx: TxCtx, row: DealRow, change: DealChange): Promise<DealRow> {
  const { count } = await tx.tx.deal.updateMany({
    where: { id: row.id, status: row.status, version: row.version },
    data: { ...change, version: { increment: 1 } },
  });
  assertOne(count);
  return noteDeal(tx, row, { ...row, ...change, version: row.version + 1 });
}

/** Moves one tranche along with its money. Errors: INVALID_STATE (its money is elsewhere), VERSION_CONFLICT. */
export async function moveTranche(tx: TxCtx, row: TrancheRow, on: "fund" | "release" | "refund" | "reopen"): Promise<TrancheRow> {
  const status: TrancheStatus = wayOf(TRANCHE, row.status, on, "system").to;
  const { count } = await tx.tx.tranche.updateMany({
    where: { id: row.id, status: row.status, version: row.version },
    data: { status, version: { increment: 1 } },
  });
  assertOne(count);
  noteTranche(tx, row, { status: row.status }, { status });
  return { ...row, status, version: row.version + 1 };
}

/** Raises the version of a deal whose terms changed in another table: a caller who decided on the old terms gets VERSION_CONFLICT. */
export function touchDeal(tx: TxCtx, row: DealRow): Promise<DealRow> {
  return writeDeal(tx, row, {});
}
