import { type DealView, type MyTurnView, publicId } from "@amanat/contracts";
import { type Ctx, now, reader, requireUser } from "@amanat/db";
import { type Kinds, runningDeals, viewDeals } from "@amanat/deals";
import { OPEN_REQUEST } from "../rules.ts";

/** As many as a person can look through; the oldest have waited longest. */
const LONGEST = 50;

/**
 * What waits for the caller, what ends soonest first: deals whose next step is theirs or with a proposal to answer, and own requests with offers
 * that can be accepted now. Errors: AUTHENTICATION_REQUIRED.
 */
export async function myTurn(ctx: Ctx, kinds: Kinds): Promise<MyTurnView> {
  const user = requireUser(ctx.actor);
  const [deals, requests] = await Promise.all([
    runningDeals(ctx, user.userId, LONGEST),
    decidable(ctx, { tenantId: user.tenantId, buyerId: user.userId }),
  ]);
  const mine = (await viewDeals(ctx, deals, kinds)).filter(
    (deal) => deal.next.who === deal.myRole || deal.proposals.some((proposal) => proposal.by !== deal.myRole),
  );
  return { deals: mine.toSorted((a, b) => dueOf(a) - dueOf(b)), requests };
}

function dueOf(deal: DealView): number {
  return deal.next.dueAt === null ? Number.POSITIVE_INFINITY : Date.parse(deal.next.dueAt);
}

async function decidable(ctx: Ctx, own: { tenantId: string; buyerId: string }): Promise<MyTurnView["requests"]> {
  const at = await now(ctx);
  const rows = await reader(ctx).request.findMany({
    where: { ...own, deletedAt: null, status: { in: [...OPEN_REQUEST] }, expiresAt: { gt: at }, liveOffers: { gt: 0 } },
    orderBy: { createdAt: "asc" },
    take: LONGEST,
  });
  const ends = await reader(ctx).offer.groupBy({
    by: ["requestId"],
    where: { requestId: { in: rows.map(({ id }) => id) }, status: "submitted", validUntil: { gt: at } },
    _min: { validUntil: true },
    _count: true,
  });
  const offersOf = new Map(ends.map((end) => [end.requestId, end]));
  return rows
    .flatMap((row) => {
      const offers = offersOf.get(row.id);
      if (!offers?._min.validUntil) return [];
      const decideBy = new Date(Math.min(offers._min.validUntil.getTime(), row.expiresAt.getTime()));
      return [{ requestId: publicId("request", row.id), title: row.title, offersCount: offers._count, decideBy: decideBy.toISOString() }];
    })
    .toSorted((a, b) => Date.parse(a.decideBy) - Date.parse(b.decideBy));
}
