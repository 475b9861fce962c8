import { listRequestsInput, type Page, type RequestView } from "@amanat/contracts";
import { type Ctx, Prisma, reader } from "@amanat/db";
import type * as z from "zod";
import { parsed } from "../internal/input.ts";
import { cut, listTag, type Place, placeOf } from "../internal/paging.ts";
import { personView } from "../internal/people.ts";
import { requestView } from "../internal/request-view.ts";
import type { RequestRow } from "../internal/rows.ts";
import { userIdOf } from "../internal/who.ts";
import { OPEN_REQUEST } from "../rules.ts";

type Filters = z.output<typeof listRequestsInput>;
type Row = Omit<RequestRow, "budgetMin" | "budgetMax"> & { budgetMin: string; budgetMax: string; buyerName: string; buyerDeals: number };

/**
 * Open requests, newest first. Public, and the most asked list of all: one query, one index scan per status.
 * A request whose time just ran out shows until its timer has fired; acting on it is refused by the clock.
 * Errors: VALIDATION_ERROR, INVALID_CURSOR.
 */
export async function listRequests(ctx: Ctx, input: z.input<typeof listRequestsInput>): Promise<Page<RequestView>> {
  const { cursor, limit, ...filters } = parsed(listRequestsInput, input);
  const tag = listTag(ctx, "requests", filters);
  const from = placeOf(ctx, tag, cursor);
  const conditions = conditionsOf(ctx, filters, from);
  const branches = OPEN_REQUEST.map(
    (status) => Prisma.sql`
      (SELECT r.* FROM "Request" r WHERE r."status" = ${status}::"RequestState" AND ${Prisma.join(conditions, " AND ")}
       ORDER BY r."createdAt" DESC, r."id" LIMIT ${limit + 1})`,
  );
  const found = await reader(ctx).$queryRaw<Row[]>`
    SELECT r."id", r."tenantId", r."buyerId", r."title", r."description", r."productType", r."category", r."assetId",
      r."budgetMin"::text, r."budgetMax"::text, r."urgency", r."delivery", r."status", r."activeDealId", r."liveOffers",
      r."expiresAt", r."createdAt", r."version", r."deletedAt", u."name" AS "buyerName", u."completedDeals" AS "buyerDeals"
    FROM (${Prisma.join(branches, " UNION ALL ")}) r JOIN "User" u ON u."id" = r."buyerId"
    ORDER BY r."createdAt" DESC, r."id" LIMIT ${limit + 1}`;
  const { rows, meta } = cut(ctx, tag, found, limit);
  const userId = userIdOf(ctx.actor);
  const data = rows.map((row) => {
    const buyer = personView({ id: row.buyerId, name: row.buyerName, completedDeals: row.buyerDeals });
    const amounts = { budgetMin: BigInt(row.budgetMin), budgetMax: BigInt(row.budgetMax) };
    return requestView({ ...row, ...amounts }, buyer, { mine: row.buyerId === userId, deal: null });
  });
  return { data, meta };
}

function conditionsOf(ctx: Ctx, filters: Omit<Filters, "cursor" | "limit">, from: Place | null): Prisma.Sql[] {
  const conditions = [Prisma.sql`r."tenantId" = ${ctx.actor.tenantId}::uuid`, Prisma.sql`r."deletedAt" IS NULL`];
  if (from) conditions.push(Prisma.sql`r."createdAt" <= ${from.at} AND (r."createdAt" < ${from.at} OR r."id" > ${from.id}::uuid)`);
  if (filters.productType) conditions.push(Prisma.sql`r."productType" = ${filters.productType}::"ProductType"`);
  if (filters.category) conditions.push(Prisma.sql`r."category" = ${filters.category}`);
  if (filters.urgency) conditions.push(Prisma.sql`r."urgency" = ${filters.urgency}::"Urgency"`);
  if (filters.budgetAtLeast) conditions.push(Prisma.sql`r."budgetMax" >= ${filters.budgetAtLeast}::numeric`);
  if (filters.budgetAtMost) conditions.push(Prisma.sql`r."budgetMin" <= ${filters.budgetAtMost}::numeric`);
  if (filters.search)
    conditions.push(
      Prisma.sql`strpos(${folded(Prisma.sql`r."title" || ' ' || r."description"`)}, ${folded(Prisma.sql`${filters.search}::text`)}) > 0`,
    );
  return conditions;
}

/** Arabic and Persian keyboards write different letters for the same word; a zero-width non-joiner is no letter at all. */
const FOLD = { from: "يىكة۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩\u200c", to: "ییکه01234567890123456789" } as const;

function folded(text: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`translate(lower(${text}), ${FOLD.from}, ${FOLD.to})`;
}
