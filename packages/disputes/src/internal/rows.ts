import type { CaseAsk, CaseReason, CaseStatus, PartyRole } from "@amanat/contracts";
import { amountSchema } from "@amanat/contracts";
import { type Ctx, lockRows, Prisma, readRows, type RowOf, type TxCtx } from "@amanat/db";
import type { Share } from "@amanat/deals";
import * as z from "zod";

/** A case with its words typed: they stand in columns with a check. */
export type CaseRow = Omit<RowOf<"DisputeCase">, "status" | "openedBy" | "reason" | "ask"> & {
  readonly status: CaseStatus;
  readonly openedBy: PartyRole;
  readonly reason: CaseReason;
  readonly ask: CaseAsk;
};

const typed = (row: RowOf<"DisputeCase">): CaseRow => row as CaseRow;
const TABLES = { c: "DisputeCase" } as const;

export async function casesWhere(ctx: Ctx, where: Prisma.Sql): Promise<CaseRow[]> {
  const rows = await readRows(ctx, TABLES, Prisma.sql`"DisputeCase" c WHERE c."tenantId" = ${ctx.actor.tenantId}::uuid AND ${where}`);
  return rows.map(({ c }) => typed(c));
}

export async function caseById(ctx: Ctx, id: string): Promise<CaseRow | null> {
  const [row] = await casesWhere(ctx, Prisma.sql`c."id" = ${id}::uuid`);
  return row ?? null;
}

/** The case of a deal that is not over. */
export async function liveCase(ctx: Ctx, dealId: string): Promise<CaseRow | null> {
  const [row] = await casesWhere(ctx, Prisma.sql`c."dealId" = ${dealId}::uuid AND c."closedAt" IS NULL`);
  return row ?? null;
}

/** All cases of a deal, the newest first. */
export const casesOf = (ctx: Ctx, dealId: string): Promise<CaseRow[]> =>
  casesWhere(ctx, Prisma.sql`c."dealId" = ${dealId}::uuid ORDER BY c."openedAt" DESC, c."id" DESC`);

/** Locks a case whose deal the caller has locked. */
export async function lockCaseRow(tx: TxCtx, id: string): Promise<CaseRow | null> {
  const own = Prisma.sql`"DisputeCase" c WHERE c."id" = ${id}::uuid AND c."tenantId" = ${tx.actor.tenantId}::uuid FOR UPDATE OF c`;
  const [row] = await lockRows(tx, TABLES, own);
  return row ? typed(row.c) : null;
}

const stored = z.array(z.object({ tranche: z.number().int(), release: amountSchema, refund: amountSchema }));

export const sharesIn = (json: unknown): Share[] =>
  stored.parse(json).map(({ tranche, release, refund }) => ({ tranche, release: BigInt(release), refund: BigInt(refund) }));

export const wireShares = (shares: readonly Share[]): { tranche: number; release: string; refund: string }[] =>
  shares.map(({ tranche, release, refund }) => ({ tranche, release: release.toString(), refund: refund.toString() }));

/** The side's person. */
export const personOf = (row: Pick<CaseRow, "buyerId" | "sellerId">, side: PartyRole): string =>
  side === "buyer" ? row.buyerId : row.sellerId;

/** The side a person is on; null for everybody else. */
export function sideOf(row: Pick<CaseRow, "buyerId" | "sellerId">, userId: string): PartyRole | null {
  if (row.buyerId === userId) return "buyer";
  return row.sellerId === userId ? "seller" : null;
}
