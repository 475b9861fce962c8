import { listRequestsInput, type Page, parsed, type RequestView } from "@amanat/contracts";
import { type Ctx, cut, listTag, placeOf, Prisma, reader } from "@amanat/db";
import { people, userIdOf } from "@amanat/deals";
import type * as z from "zod";
import { requestView } from "../internal/request-view.ts";
import type { RequestRow } from "../internal/rows.ts";
import { lookUp, narrows, type Question, walk } from "../internal/search-doc.ts";

type Row = Omit<RequestRow, "budgetMin" | "budgetMax"> & { budgetMin: string; budgetMax: string };

/**
 * Open requests, newest first. Public and the most requested list, so its work is bounded for every input: it scans the newest rows and uses the
 * word index only when too few of them match (docs/decisions/0014). A request that has just expired is listed until its timer fires; acting on
 * it is refused.
 * Errors: VALIDATION_ERROR, INVALID_CURSOR.
 */
export async function listRequests(ctx: Ctx, input: z.input<typeof listRequestsInput>): Promise<Page<RequestView>> {
  const { cursor, limit, ...filters } = parsed(listRequestsInput, input);
  const tag = listTag(ctx, "requests", filters);
  const question: Question = {
    tenantId: ctx.actor.tenantId,
    from: placeOf(ctx, tag, cursor),
    facets: { productType: filters.productType, category: filters.category, urgency: filters.urgency },
    price: filters.budget,
    words: filters.search === "" ? undefined : filters.search,
  };
  const { rows, meta } = cut(ctx, tag, await find(ctx, question, limit + 1), limit);
  const userId = userIdOf(ctx.actor);
  const person = await people(
    ctx,
    rows.map((row) => row.buyerId),
  );
  const data = rows.map((row) => {
    const amounts = { budgetMin: BigInt(row.budgetMin), budgetMax: BigInt(row.budgetMax) };
    return requestView({ ...row, ...amounts }, person(row.buyerId), { mine: row.buyerId === userId, deal: null });
  });
  return { data, meta };
}

async function find(ctx: Ctx, question: Question, limit: number): Promise<Row[]> {
  const near = await reader(ctx).$queryRaw<Row[]>(shown(walk(question, limit)));
  if (near.length === limit || !narrows(question)) return near;
  // Only here: everywhere else the planner chooses better.
  const [, all] = await ctx.reads.$transaction([
    ctx.reads.$queryRaw`SELECT set_config('enable_seqscan', 'off', true)`,
    ctx.reads.$queryRaw<Row[]>(shown(lookUp(question, limit))),
  ]);
  return all;
}

/** What is shown of what was found. */
function shown(found: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT r."id", r."tenantId", r."buyerId", r."title", r."description", r."productType", r."category", r."assetId",
      r."budgetMin"::text, r."budgetMax"::text, r."urgency", r."delivery", r."status", r."activeDealId", r."liveOffers",
      r."expiresAt", r."createdAt", r."version", r."deletedAt"
    FROM (${found}) d JOIN "Request" r ON r."id" = d."subjectId"
    ORDER BY d."createdAt" DESC, d."subjectId"`;
}
