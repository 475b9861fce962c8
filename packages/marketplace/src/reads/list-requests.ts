import { listRequestsInput, type Page, parsed, type RequestView } from "@amanat/contracts";
import { type Ctx, cut, listTag, placeOf, plannedRows, Prisma, readRows } from "@amanat/db";
import { people, userIdOf } from "@amanat/deals";
import type * as z from "zod";
import { requestView } from "../internal/request-view.ts";
import type { RequestRow } from "../internal/rows.ts";
import { lookUp, narrows, type Question, walk } from "../internal/search-doc.ts";

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
  const data = rows.map((row) => requestView(row, person(row.buyerId), { mine: row.buyerId === userId, deal: null }));
  return { data, meta };
}

/** Pages of the prepared statements: a page as it is asked for by default, and the largest there is, with the row that shows whether more follow. */
const PAGES = [21, 101] as const;

async function find(ctx: Ctx, question: Question, limit: number): Promise<RequestRow[]> {
  const size = PAGES.find((rows) => rows >= limit) ?? limit;
  const near = shown(await readRows(ctx, { r: "Request" }, shownOf(walk(question, size))));
  if (near.length >= limit || !narrows(question)) return near.slice(0, limit);
  // Only here: everywhere else the planner chooses better.
  return ctx.reads.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT set_config('enable_seqscan', 'off', true)`;
    return shown(await plannedRows({ ...ctx, tx }, { r: "Request" }, shownOf(lookUp(question, limit))));
  });
}

/** The requests that were found, in their order. */
const shownOf = (found: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(${found}) d JOIN "Request" r ON r."id" = d."subjectId" ORDER BY d."createdAt" DESC, d."subjectId"`;

const shown = (rows: readonly { r: RequestRow }[]): RequestRow[] => rows.map(({ r }) => r);
