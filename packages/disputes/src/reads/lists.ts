import {
  type byDeal,
  type CaseSummary,
  type casesOfDeal,
  type DeskRow,
  type deskInput,
  type listCasesInput,
  type Page,
  uuidOf,
} from "@amanat/contracts";
import { type Ctx, cursorValues, cutBy, listTag, now, Prisma, requireRole, requireUser } from "@amanat/db";
import { partyRole, visibleDeal } from "@amanat/deals";
import * as z from "zod";
import { termSpan } from "../rules.ts";
import { casesOf, type CaseRow, casesWhere } from "../internal/rows.ts";
import { roleIn } from "../internal/sight.ts";
import { summariesOf } from "../internal/views.ts";
import { DUE } from "./summaries.ts";

/** The cases of a deal, the newest first, for whoever sees the deal. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND (also for strangers). */
export async function casesOfOneDeal(ctx: Ctx, { dealId }: z.output<typeof byDeal>): Promise<z.infer<typeof casesOfDeal>> {
  const user = requireUser(ctx.actor);
  const deal = await visibleDeal(ctx, { dealId });
  const isStaff = partyRole(deal, user) === null;
  const rows = await casesOf(ctx, deal.id);
  const seen: CaseRow[] = [];
  for (const row of rows) if (isStaff || (await roleIn(ctx, row, user)) !== null) seen.push(row);
  return { cases: await summariesOf(ctx, seen) };
}

const place = z.tuple([z.iso.datetime(), z.uuid()]);

type Asked = { tag: string; where: Prisma.Sql; cursor: string | undefined; limit: number; over: boolean };

/** One page of cases, ordered by a date: those that end first, or those that ended last. */
async function cutCases(ctx: Ctx, { tag, where, cursor, limit, over }: Asked): Promise<{ rows: CaseRow[]; meta: Page<never>["meta"] }> {
  const from = cursorValues(ctx, tag, cursor, place);
  const by = over ? Prisma.sql`c."closedAt"` : Prisma.sql`c."lastAt"`;
  const way = over ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const past =
    from === null
      ? Prisma.sql`true`
      : over
        ? Prisma.sql`(${by}, c."id") < (${new Date(from[0])}, ${from[1]}::uuid)`
        : Prisma.sql`(${by}, c."id") > (${new Date(from[0])}, ${from[1]}::uuid)`;
  const live = over ? Prisma.sql`c."closedAt" IS NOT NULL` : Prisma.sql`c."closedAt" IS NULL`;
  const found = await casesWhere(ctx, Prisma.sql`${where} AND ${live} AND ${past} ORDER BY ${by} ${way}, c."id" ${way} LIMIT ${limit + 1}`);
  return cutBy(ctx, tag, found, limit, ({ closedAt, lastAt, id }) => [(over ? (closedAt ?? lastAt) : lastAt).toISOString(), id]);
}

/** One's own cases: those that go on, or those that are over. Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, INVALID_CURSOR. */
export async function listCases(ctx: Ctx, { cursor, limit, over }: z.output<typeof listCasesInput>): Promise<Page<CaseSummary>> {
  const { userId } = requireUser(ctx.actor);
  const where = Prisma.sql`(c."buyerId" = ${userId}::uuid OR c."sellerId" = ${userId}::uuid)`;
  const { rows, meta } = await cutCases(ctx, { tag: listTag(ctx, "cases", { over }), where, cursor, limit, over });
  return { data: await summariesOf(ctx, rows), meta };
}

/**
 * The desk's cases. Staff see that there is a case, whose it is and when it ends; what was said in it is its sides' and its mediator's. `mine`: the
 * caller's to rule on. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR, INVALID_CURSOR.
 */
export async function desk(ctx: Ctx, { cursor, limit, ...filters }: z.output<typeof deskInput>): Promise<Page<DeskRow>> {
  const { show, due, search = "" } = filters;
  const user = requireRole(ctx.actor, "guard", "resolver", "admin");
  const wheres = {
    mine: Prisma.sql`c."mediatorId" = ${user.userId}::uuid`,
    unassigned: Prisma.sql`c."status" = 'unassigned'`,
    open: Prisma.sql`true`,
    over: Prisma.sql`true`,
  } as const;
  const conditions = [wheres[show]];
  if (due !== undefined) conditions.push(dueIn(due, await now(ctx)));
  if (search !== "") conditions.push(meant(search));
  const where = Prisma.join(conditions, " AND ");
  const asked = { tag: listTag(ctx, "desk", filters), where, cursor, limit, over: show === "over" };
  const { rows, meta } = await cutCases(ctx, asked);
  const summaries = await summariesOf(ctx, rows);
  const data: DeskRow[] = [];
  for (const [index, row] of rows.entries()) {
    const role = await roleIn(ctx, row, user);
    const summary = summaries[index];
    // A side of it reads it as a side, on their own page.
    if (summary) data.push({ ...summary, opens: role === "mediator" || role === "admin" });
  }
  return { data, meta };
}

function dueIn(term: NonNullable<z.output<typeof deskInput>["due"]>, at: Date): Prisma.Sql {
  const { from, to } = termSpan(term, at);
  const before = to === null ? Prisma.sql`true` : Prisma.sql`${DUE} < ${to}`;
  return from === null ? before : Prisma.sql`(${DUE} >= ${from} AND ${before})`;
}

/** What is exactly an id is not looked for by its words. */
function meant(search: string): Prisma.Sql {
  const text = search.trim().toLowerCase();
  const [caseId, dealId] = [uuidOf("case", text), uuidOf("deal", text)];
  if (caseId !== null) return Prisma.sql`c."id" = ${caseId}::uuid`;
  if (dealId !== null) return Prisma.sql`c."dealId" = ${dealId}::uuid`;
  return Prisma.sql`search_vector(c."title", '') @@ search_query(${text})`;
}
