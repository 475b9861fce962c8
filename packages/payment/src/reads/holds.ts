import { type Ctx, Prisma, reader } from "@amanat/db";
import { readHolds } from "../internal/rows.ts";

/** A hold with raw ids, for the context that owns the scope. */
export type HoldSummary = {
  id: string;
  scope: string;
  tranche: number;
  reason: string;
  placedBy: string;
  /** True when it covers the whole tranche. */
  whole: boolean;
  /** Base units on hold. */
  amount: bigint;
  since: Date;
  until: Date | null;
};

/** The live holds on the money of these agreements, oldest first. Does no access check: the caller has done it. */
export async function holdsOn(ctx: Ctx, scopes: readonly string[]): Promise<HoldSummary[]> {
  const rows = await readHolds(
    ctx,
    Prisma.sql`h."scope" = ANY (${[...scopes]}::uuid[]) AND h."tenantId" = ${ctx.actor.tenantId}::uuid AND h."status" = 'live'`,
  );
  return rows.map(({ id, scope, tranche, reason, placedBy, whole, createdAt: since, until, parts }) => {
    const amount = parts.reduce((sum, part) => sum + part.amount + part.fee, 0n);
    return { id, scope, tranche, reason, placedBy, whole, amount, since, until };
  });
}

/** How often somebody has put one and the same part of an agreement's money on hold, at most; ended holds included. */
export async function holdsPlaced(ctx: Ctx, scope: string, by: string): Promise<number> {
  const where = { scope, tenantId: ctx.actor.tenantId, placedBy: by };
  const parts = await reader(ctx).hold.groupBy({ by: ["tranche"], where, _count: true });
  return Math.max(0, ...parts.map(({ _count: count }) => count));
}
