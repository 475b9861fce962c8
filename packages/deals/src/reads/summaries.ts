import { type Ctx, reader, requireSystem } from "@amanat/db";
import { priceOf } from "../internal/money.ts";
import { WITH_PARTS } from "../internal/rows.ts";
import { partyOf } from "../internal/who.ts";

/** What a deal is in short, of any tenant. */
type DealSummary = {
  id: string;
  tenantId: string;
  status: string;
  title: string;
  /** The buyer first. */
  people: string[];
  asset: string;
  amount: bigint;
  createdAt: Date;
  fundedAt: Date | null;
  closedAt: Date | null;
};

/** These deals in short, for summaries over all of them. Only for our own processes. */
export async function dealSummaries(ctx: Ctx, ids: readonly string[]): Promise<DealSummary[]> {
  requireSystem(ctx.actor);
  const rows = await reader(ctx).deal.findMany({ where: { id: { in: [...ids] } }, include: WITH_PARTS });
  return rows.map((deal) => {
    const { id, tenantId, status, title, createdAt, fundedAt, closedAt } = deal;
    const { assetId, price } = priceOf(deal);
    const people = [...new Set([partyOf(deal, "buyer"), partyOf(deal, "seller"), ...deal.parties.map(({ userId }) => userId)])];
    return { id, tenantId, status, title, people, asset: assetId, amount: price, createdAt, fundedAt, closedAt };
  });
}
