import { type Ctx, reader, requireSystem } from "@amanat/db";

type NamedOffer = { id: string; requestId: string; title: string; buyerId: string; sellerId: string };

/** These offers with the requests they are made to, and both people, for notices to them. Only for our own processes. */
export async function namedOffers(ctx: Ctx, ids: readonly string[]): Promise<NamedOffer[]> {
  requireSystem(ctx.actor);
  const rows = await reader(ctx).offer.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, sellerId: true, request: { select: { id: true, title: true, buyerId: true } } },
  });
  return rows.map(({ id, sellerId, request: { id: requestId, title, buyerId } }) => ({ id, requestId, title, buyerId, sellerId }));
}
