import type { TrancheStatus } from "@amanat/contracts";
import { changeLast, noteChange, Prisma, type TxCtx, wayOf, writeLast } from "@amanat/db";
import { TRANCHE } from "../state.ts";
import type { DealRow, PartyRow, TrancheRow } from "./rows.ts";

/**
 * The only writers of deals, parties and tranches (lint holds that), and so the only code that writes their status. What they
 * write is noted, as it was and as it is, for the audit entry of its transaction. Each compares and sets on status and version,
 * so that even a caller who forgot to lock cannot lose somebody's change. They are written with the end of the transaction.
 * Errors: VERSION_CONFLICT (lost a race), at the end.
 */

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

type NewDealRow = Pick<DealRow, "id" | "tenantId" | "kind" | "status" | "title" | "termsVersion" | "createdAt">;
export type NewParty = Pick<PartyRow, "userId" | "role">;
export type NewTranche = { id: string; assetId: string; amount: bigint; feeBps: number; payeeId: string };

/** A deal with its people and the parts of its price, in their order. */
export async function insertDeal(
  tx: TxCtx,
  data: NewDealRow,
  parties: readonly NewParty[],
  tranches: readonly NewTranche[],
): Promise<DealRow> {
  const deal: DealRow = {
    ...data,
    parties: parties.map((party) => ({ ...party, dealId: data.id })),
    tranches: tranches.map((tranche, index) => ({ ...tranche, dealId: data.id, ordinal: index + 1, status: "pending", version: 0 })),
    fundedAt: null,
    closedAt: null,
    version: 0,
  };
  const parts = deal.tranches.map((tranche) => ({ ...tranche, amount: tranche.amount.toString() }));
  await changeLast(
    tx,
    { table: "Deal", id: deal.id },
    Prisma.sql`INSERT INTO "Deal" ("id", "tenantId", "kind", "status", "title", "termsVersion", "createdAt")
      VALUES (${deal.id}::uuid, ${deal.tenantId}::uuid, ${deal.kind}, ${deal.status}, ${deal.title}, ${deal.termsVersion}, ${deal.createdAt})`,
  );
  writeLast(tx, `row DealParty ${deal.id}`, {
    sql: (n) => Prisma.sql`${Prisma.raw(`parties_${n}`)} AS (INSERT INTO "DealParty" ("dealId", "userId", "role")
      SELECT "dealId", "userId", "role" FROM jsonb_to_recordset(${JSON.stringify(deal.parties)}::jsonb) AS p("dealId" uuid, "userId" uuid, "role" text)),
      ${Prisma.raw(`tranches_${n}`)} AS (INSERT INTO "Tranche" ("id", "dealId", "ordinal", "assetId", "amount", "feeBps", "payeeId")
      SELECT "id", "dealId", "ordinal", "assetId", "amount", "feeBps", "payeeId" FROM jsonb_to_recordset(${JSON.stringify(parts)}::jsonb)
        AS t("id" uuid, "dealId" uuid, "ordinal" int, "assetId" text, "amount" numeric, "feeBps" int, "payeeId" uuid))`,
  });
  for (const tranche of deal.tranches) noteTranche(tx, tranche, null, { status: tranche.status, amount: tranche.amount });
  return noteDeal(tx, null, deal);
}

type DealChange = { status?: DealRow["status"]; fundedAt?: Date; closedAt?: Date };

/** Writes what changes of a deal. Errors: VERSION_CONFLICT. */
export async function writeDeal(tx: TxCtx, row: DealRow, change: DealChange): Promise<DealRow> {
  const { id, status, version } = row;
  const { fundedAt = row.fundedAt, closedAt = row.closedAt } = change;
  await changeLast(
    tx,
    { table: "Deal", id },
    Prisma.sql`UPDATE "Deal" SET "status" = ${change.status ?? status}, "fundedAt" = ${fundedAt}, "closedAt" = ${closedAt}, "version" = "version" + 1
      WHERE "id" = ${id}::uuid AND "status" = ${status} AND "version" = ${version}`,
  );
  return noteDeal(tx, row, { ...row, ...change, version: row.version + 1 });
}

/** Moves one tranche along with its money. Errors: INVALID_STATE (its money is elsewhere), VERSION_CONFLICT. */
export async function moveTranche(tx: TxCtx, row: TrancheRow, on: "fund" | "release" | "refund" | "reopen"): Promise<TrancheRow> {
  const status: TrancheStatus = wayOf(TRANCHE, row.status, on, "system").to;
  await changeLast(
    tx,
    { table: "Tranche", id: row.id },
    Prisma.sql`UPDATE "Tranche" SET "status" = ${status}, "version" = "version" + 1
      WHERE "id" = ${row.id}::uuid AND "status" = ${row.status} AND "version" = ${row.version}`,
  );
  noteTranche(tx, row, { status: row.status }, { status });
  return { ...row, status, version: row.version + 1 };
}

/** Raises the version of a deal whose terms changed in another table: a caller who decided on the old terms gets VERSION_CONFLICT. */
export function touchDeal(tx: TxCtx, row: DealRow): Promise<DealRow> {
  return writeDeal(tx, row, {});
}
