import { type Ctx, cursorValues, cutBy, Prisma, reader } from "@amanat/db";
import * as z from "zod";
import { type Around, between, closedAround, comesTo, type Micros, microsOf, momentOf } from "../../internal/closings.ts";
import { lineOf, type Page, type Period, type Row, type Statement } from "./line.ts";

/** A position among a house account's transfers: microseconds, journal, leg. */
const place = z.tuple([z.string(), z.string(), z.number()]);
type HouseRow = { [Name in keyof Row]: Row[Name] | null } & { micros: string | null; opening: string; closing: string; start: string };

const DAY = 86_400_000_000n;
/** How far a page looks for its lines: a day, a month, to the period's end. */
const DAYS = [1n, 32n];

/** The ends of the stretches that a page looks through, one after the other, until it has lines enough. */
async function endsOf(ctx: Ctx, start: Micros, to: Micros): Promise<Micros[]> {
  const [row] = await reader(ctx).$queryRaw<{ first: string | null }[]>`
    SELECT (extract(epoch FROM min(c.at)) * 1000000)::bigint::text AS first FROM ledger.closing c
    WHERE c.tenant_id = ${ctx.actor.tenantId}::uuid AND c.epoch = ledger.current_epoch()`;
  // What was before the first closing is one stretch: nothing divides it.
  const from = BigInt(row?.first ?? to) > BigInt(start) ? BigInt(row?.first ?? to) : BigInt(start);
  return [...DAYS.map((days) => from + days * DAY).filter((end) => end < BigInt(to)), BigInt(to)].map(String);
}

/**
 * House accounts have no running balance: each page sums, in one snapshot, what came since the last closing before it, and looks for its lines
 * from there on.
 */
export async function houseStatement(ctx: Ctx, id: bigint, { from, to }: Period, page: Page, tag: string): Promise<Statement> {
  const before = cursorValues(ctx, tag, page.cursor, place);
  const [opens, closes] = [microsOf(from), microsOf(to)];
  const starts = before?.[0] ?? opens;
  const shown =
    before === null
      ? Prisma.sql`t.at < ${from}`
      : Prisma.sql`(t.at, t.journal_id, t.leg) <= (${momentOf(before[0])}, ${before[1]}::uuid, ${before[2]}::smallint)`;
  let rows: HouseRow[] = [];
  for (const end of await endsOf(ctx, starts, closes)) {
    rows = await linesOf(ctx, id, { opens, starts, end, closes }, shown, page.limit + 1);
    if (rows.length > page.limit) break;
  }
  const there = rows.filter((row): row is HouseRow & Row & { micros: string } => row.at !== null);
  let balance = BigInt(rows[0]?.start ?? "0");
  const cut = cutBy(ctx, tag, there, page.limit, ({ micros, journal, leg }) => [micros, journal, leg]);
  const lines = cut.rows.map((row) => {
    balance += BigInt(row.change);
    return lineOf(row, balance);
  });
  return { opening: BigInt(rows[0]?.opening ?? "0"), closing: BigInt(rows[0]?.closing ?? "0"), lines, nextCursor: cut.meta.nextCursor };
}

type Moments = { readonly opens: Micros; readonly starts: Micros; readonly end: Micros; readonly closes: Micros };
const NEVER: Around = { before: null, amount: "0", after: null };

/** The next lines before `end` that were not shown yet, each beside the three balances; one row without a line where there is none. */
async function linesOf(
  ctx: Ctx,
  id: bigint,
  { opens, starts, end, closes }: Moments,
  shown: Prisma.Sql,
  most: number,
): Promise<HouseRow[]> {
  const [opening = NEVER, start = NEVER, last = NEVER, closing = NEVER] = await closedAround(ctx, id, [opens, starts, end, closes]);
  const stretch = Prisma.sql`${between(start.before, last.after)} AND t.at < ${momentOf(end)} AND NOT (${shown})`;
  return reader(ctx).$queryRaw<HouseRow[]>`
    WITH line AS (
      (SELECT t.at, t.journal_id, t.leg, t.code, t.amount AS change, t.debit AS counter
        FROM ledger.transfer t WHERE t.credit = ${id} AND t.credit_seq IS NULL AND ${stretch})
      UNION ALL
      (SELECT t.at, t.journal_id, t.leg, t.code, -t.amount, t.credit
        FROM ledger.transfer t WHERE t.debit = ${id} AND t.debit_seq IS NULL AND ${stretch})
      ORDER BY at, journal_id, leg LIMIT ${most}
    ), sums AS (
      SELECT ${comesTo(id, opening, Prisma.sql`t.at < ${momentOf(opens)}`)}::text AS opening,
        ${comesTo(id, start, shown)}::text AS start, ${comesTo(id, closing, Prisma.sql`t.at < ${momentOf(closes)}`)}::text AS closing
    )
    SELECT sums.*, l.at, l.journal_id::text AS journal, l.leg, l.code, l.change::text AS change, c.kind, c.scope, c.party,
      (extract(epoch FROM l.at) * 1000000)::bigint::text AS micros
    FROM sums LEFT JOIN line l ON true LEFT JOIN ledger.account c ON c.id = l.counter ORDER BY l.at, l.journal_id, l.leg`;
}
