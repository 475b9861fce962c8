import { type Ctx, reader, requireSystem } from "@amanat/db";

/** What a request is in short, of any tenant. `amount`: the most its owner pays. */
type RequestSummary = {
  id: string;
  tenantId: string;
  status: string;
  title: string;
  people: string[];
  asset: string;
  amount: bigint;
  createdAt: Date;
  closedAt: null;
};

/** These requests in short, for summaries over all of them. Only for our own processes. */
export async function requestSummaries(ctx: Ctx, ids: readonly string[]): Promise<RequestSummary[]> {
  requireSystem(ctx.actor);
  const rows = await reader(ctx).request.findMany({ where: { id: { in: [...ids] } } });
  return rows.map(({ id, tenantId, status, title, buyerId, assetId, budgetMax, createdAt }) => ({
    id,
    tenantId,
    status,
    title,
    people: [buyerId],
    asset: assetId,
    amount: budgetMax,
    createdAt,
    closedAt: null,
  }));
}
