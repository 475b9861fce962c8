import { type Ctx, reader, requireRole, requireSystem } from "@amanat/db";

/** What a payout is in short, of any tenant. */
type PayoutSummary = {
  id: string;
  tenantId: string;
  status: string;
  title: string;
  people: string[];
  asset: string;
  amount: bigint;
  createdAt: Date;
  closedAt: Date | null;
  /** Where it goes, and its transaction. */
  keys: string[];
};

/** These payouts in short, for summaries over all of them. Only for our own processes. */
export async function payoutSummaries(ctx: Ctx, ids: readonly string[]): Promise<PayoutSummary[]> {
  requireSystem(ctx.actor);
  const rows = await reader(ctx).payout.findMany({ where: { id: { in: [...ids] } } });
  return rows.map((row) => ({
    id: row.id,
    tenantId: row.tenantId,
    status: row.status,
    title: row.title,
    people: row.partyId === null ? [] : [row.partyId],
    asset: row.assetId,
    amount: row.amount,
    createdAt: row.createdAt,
    closedAt: row.settledAt,
    keys: [row.destination, row.destination.toLowerCase(), ...(row.txHash === null ? [] : [row.txHash.toLowerCase()])],
  }));
}

/** When each of the live holds of the tenant has to be decided on, the soonest first, at most so many. Staff only. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN. */
export async function holdsUntil(ctx: Ctx, most: number): Promise<{ scope: string; until: Date | null }[]> {
  const { tenantId } = requireRole(ctx.actor, "guard", "resolver", "admin");
  return reader(ctx).hold.findMany({
    where: { tenantId, status: "live" },
    orderBy: { until: "asc" },
    take: most,
    select: { scope: true, until: true },
  });
}
