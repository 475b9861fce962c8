import { COUNTED_TO, type HoldTerm, listSubjectsInput, type Page, parsed, type SubjectRow, uuidOf } from "@amanat/contracts";
import { type Ctx, cutAt, listTag, now, type Place, placeOf, Prisma, requireRole } from "@amanat/db";
import type * as z from "zod";
import { FOUND, type FoundSubject, rowsFound, viewSubjects, WITH_MONEY } from "../internal/subjects.ts";
import type { DeskPorts } from "../ports.ts";
import { spanOf, termOf } from "../rules.ts";

type Asked = z.output<typeof listSubjectsInput>;

/** The time a list is in the order of: of money, when it came; otherwise when the row was made. */
const timeOf = (money: Asked["money"]) => (row: FoundSubject) => (money === undefined ? row.createdAt : (row.since ?? row.createdAt));

/**
 * Deals, requests or payouts that fit, with the money of deals. Who: staff, of their own tenant.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR, INVALID_CURSOR.
 */
export async function listSubjects(
  ctx: Ctx,
  input: z.input<typeof listSubjectsInput>,
  ports: Pick<DeskPorts, "holdsUntil">,
): Promise<Page<SubjectRow>> {
  requireRole(ctx.actor, "guard", "resolver", "admin");
  const asked = parsed(listSubjectsInput, input);
  const { cursor, limit, ...filters } = asked;
  const tag = listTag(ctx, "desk", filters);
  const from = placeOf(ctx, tag, cursor);
  const at = await now(ctx);
  const among = asked.hold === undefined ? null : await scopesOnHold(ctx, asked.hold, { at, ports });
  const found = await rowsFound(ctx, statement(ctx, asked, { from, at, among }));
  const { rows, meta } = cutAt(ctx, tag, found, limit, timeOf(asked.money));
  return { data: await viewSubjects(ctx, rows), meta };
}

/** The deals behind a figure of the dashboard, as far as that counts. */
async function scopesOnHold(
  ctx: Ctx,
  term: HoldTerm,
  { at, ports }: { at: Date; ports: Pick<DeskPorts, "holdsUntil"> },
): Promise<readonly string[]> {
  const holds = await ports.holdsUntil(ctx, COUNTED_TO + 1);
  return holds.filter(({ until }) => termOf(until, at) === term).map(({ scope }) => scope);
}

type Bounds = { from: Place | null; at: Date; among?: readonly string[] | null };

/** The list's one statement; tests look at how it is planned. */
export function statement(ctx: Ctx, asked: Asked, { from, at, among = null }: Bounds): Prisma.Sql {
  const { kind, status, person, money, search, sort, limit } = asked;
  const conditions = [Prisma.sql`s."tenantId" = ${ctx.actor.tenantId}::uuid`, Prisma.sql`s."kind" = ${kind}`];
  if (status !== undefined) conditions.push(Prisma.sql`s."word" = ${status}`);
  if (search !== undefined && search !== "") conditions.push(Prisma.sql`s."v" @@ search_query(${search})`);
  if (money !== undefined) conditions.push(...moneyThere(ctx, money, at));
  if (among !== null) conditions.push(Prisma.sql`s."id" = ANY (${[...among]}::uuid[])`);
  const time = Prisma.raw(money === undefined ? `s."createdAt"` : `m."since"`);
  const id = Prisma.raw(money === undefined ? `s."id"` : `m."scope"`);
  if (from !== null) conditions.push(beyond(time, id, sort, from));
  const subjects = person === undefined ? Prisma.sql`"DeskSubject"` : theirs(uuidOf("user", person));
  const source =
    money === undefined
      ? Prisma.sql`${subjects} s ${WITH_MONEY}`
      : Prisma.sql`"DeskMoney" m JOIN ${subjects} s ON s."kind" = 'deal' AND s."id" = m."scope"`;
  const [way, ids] = sort === "newest" ? ["DESC", money === undefined ? "ASC" : "DESC"] : ["ASC", money === undefined ? "DESC" : "ASC"];
  return Prisma.sql`SELECT ${FOUND} FROM ${source} WHERE ${Prisma.join(conditions, " AND ")}
    ORDER BY ${time} ${Prisma.raw(way)}, ${id} ${Prisma.raw(ids)} LIMIT ${limit + 1}`;
}

/** One person's rows are few, which the planner does not know: they are looked up before anything else. */
const theirs = (userId: string | null): Prisma.Sql =>
  Prisma.sql`(SELECT * FROM "DeskSubject" WHERE "people" @> ARRAY[${userId}]::uuid[] OFFSET 0)`;

function moneyThere(ctx: Ctx, { state, asset, age }: NonNullable<Asked["money"]>, at: Date): Prisma.Sql[] {
  const { from, to } = age === undefined ? { from: null, to: null } : spanOf(age, at);
  return [
    Prisma.sql`m."tenantId" = ${ctx.actor.tenantId}::uuid`,
    Prisma.sql`m."assetId" = ${asset}`,
    Prisma.sql`${Prisma.raw(`m."${state}"`)} > 0`,
    ...(from === null ? [] : [Prisma.sql`m."since" >= ${from}`]),
    ...(to === null ? [] : [Prisma.sql`m."since" < ${to}`]),
  ];
}

/** The rows behind a place, in an order whose indexes can be read either way. */
function beyond(time: Prisma.Sql, id: Prisma.Sql, sort: Asked["sort"], { at, id: last }: Place): Prisma.Sql {
  const byMoney = id.sql.startsWith("m.");
  const down = sort === "newest";
  const [reached, passed] = down ? [Prisma.raw("<="), Prisma.raw("<")] : [Prisma.raw(">="), Prisma.raw(">")];
  const after = Prisma.raw(byMoney === down ? "<" : ">");
  return Prisma.sql`${time} ${reached} ${at} AND (${time} ${passed} ${at} OR ${id} ${after} ${last}::uuid)`;
}
