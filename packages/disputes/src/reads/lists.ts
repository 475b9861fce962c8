import type { byDeal, CaseSummary, casesOfDeal, DeskRow, deskInput, listCasesInput, Page } from "@amanat/contracts";
import { type Ctx, cursorValues, cutBy, listTag, Prisma, requireRole, requireUser } from "@amanat/db";
import { partyRole, visibleDeal } from "@amanat/deals";
import * as z from "zod";
import { casesOf, type CaseRow, casesWhere } from "../internal/rows.ts";
import { roleIn } from "../internal/sight.ts";
import { summariesOf } from "../internal/views.ts";

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
export async function desk(ctx: Ctx, { cursor, limit, show }: z.output<typeof deskInput>): Promise<Page<DeskRow>> {
  const user = requireRole(ctx.actor, "guard", "resolver", "admin");
  const wheres = {
    mine: Prisma.sql`c."mediatorId" = ${user.userId}::uuid`,
    unassigned: Prisma.sql`c."status" = 'unassigned'`,
    open: Prisma.sql`true`,
    over: Prisma.sql`true`,
  } as const;
  const asked = { tag: listTag(ctx, "desk", { show }), where: wheres[show], cursor, limit, over: show === "over" };
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
