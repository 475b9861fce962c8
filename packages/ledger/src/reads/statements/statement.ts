import { type AccountKind, DomainError, type TransferCode } from "@amanat/contracts";
import { type Ctx, cursorValues, cutBy, Prisma, reader } from "@amanat/db";
import * as z from "zod";
import { type AccountKey, codeOf, kindOf } from "../../internal/chart.ts";
import { afterSeq, findAccount, stateBefore } from "./moment.ts";

/** A transfer as its account sees it. */
export interface StatementLine {
  at: Date;
  /** The journal's uuid. */
  journal: string;
  leg: number;
  code: TransferCode;
  /** The account on the other side. */
  counter: { kind: AccountKind; scope: string; party: string };
  /** Base units; negative for money that left. */
  amount: bigint;
  balanceAfter: bigint;
}

/** opening + Σ lines of all pages = closing. */
export interface Statement {
  opening: bigint;
  closing: bigint;
  lines: StatementLine[];
  nextCursor: string | null;
}

/** From `from` (included) to `to` (not included), so that adjacent periods count every transfer once. */
export type Period = { from: Date; to: Date };
type Page = { cursor?: string | undefined; limit: number };
type Row = { at: Date; journal: string; leg: number; code: number; change: string; kind: number; scope: string; party: string };

function lineOf(row: Row, balanceAfter: bigint): StatementLine {
  const counter = { kind: kindOf(row.kind), scope: row.scope, party: row.party };
  const { at, journal, leg } = row;
  return { at, journal, leg, code: codeOf(row.code), counter, amount: BigInt(row.change), balanceAfter };
}

/** The last number shown, and the period's first and last: fixed by the first page, so that all pages are one statement. */
const flooredPlace = z.tuple([z.string(), z.string(), z.string()]);

async function flooredStatement(ctx: Ctx, id: bigint, { from, to }: Period, page: Page, tag: string): Promise<Statement> {
  let bounds: { shown: bigint; first: bigint; last: bigint };
  const before = cursorValues(ctx, tag, page.cursor, flooredPlace);
  if (before === null) {
    const first = (await stateBefore(ctx, id, from)).seq;
    const { seq } = await stateBefore(ctx, id, to);
    bounds = { shown: first, first, last: seq > first ? seq : first };
  } else {
    const [shown, first, last] = before;
    bounds = { shown: BigInt(shown), first: BigInt(first), last: BigInt(last) };
  }
  const { shown, first, last } = bounds;
  const most = page.limit + 1;
  const rows = await reader(ctx).$queryRaw<(Row & { seq: bigint; after: string })[]>`
    SELECT l.seq, l.at, l.journal_id::text AS journal, l.leg, l.code, l.change::text AS change, l.after::text AS after, c.kind, c.scope, c.party
    FROM (
      (SELECT t.debit_seq AS seq, t.at, t.journal_id, t.leg, t.code, -t.amount AS change, t.debit_after AS after, t.credit AS counter
        FROM ledger.transfer t WHERE t.debit = ${id} AND t.debit_seq > ${shown} AND t.debit_seq <= ${last} ORDER BY t.debit_seq LIMIT ${most})
      UNION ALL
      (SELECT t.credit_seq, t.at, t.journal_id, t.leg, t.code, t.amount, t.credit_after, t.debit
        FROM ledger.transfer t WHERE t.credit = ${id} AND t.credit_seq > ${shown} AND t.credit_seq <= ${last} ORDER BY t.credit_seq LIMIT ${most})
    ) l JOIN ledger.account c ON c.id = l.counter ORDER BY l.seq LIMIT ${most}`;
  const [ends] = await reader(ctx).$queryRaw<{ opening: string; closing: string }[]>`
    SELECT ${afterSeq(id, Prisma.sql`${first}`)}::text AS opening, ${afterSeq(id, Prisma.sql`${last}`)}::text AS closing`;
  const { rows: lines, meta } = cutBy(ctx, tag, rows, page.limit, ({ seq }) => [seq, first, last].map(String));
  return {
    opening: BigInt(ends?.opening ?? "0"),
    closing: BigInt(ends?.closing ?? "0"),
    lines: lines.map((row) => lineOf(row, BigInt(row.after))),
    nextCursor: meta.nextCursor,
  };
}

/** A position among a house account's transfers: microseconds, journal, leg. */
const housePlace = z.tuple([z.string(), z.string(), z.number()]);
type HouseRow = { [Name in keyof Row]: Row[Name] | null } & { micros: string | null; opening: string; closing: string; start: string };

/** House accounts have no running balance: each page sums up what came before it, in its own snapshot. */
async function houseStatement(ctx: Ctx, id: bigint, { from, to }: Period, page: Page, tag: string): Promise<Statement> {
  let shown = Prisma.sql`s.at < ${from}`;
  const before = cursorValues(ctx, tag, page.cursor, housePlace);
  if (before !== null) {
    const [micros, journal, leg] = before;
    shown = Prisma.sql`(s.at, s.journal_id, s.leg) <= (to_timestamp(0) + ${micros}::bigint * interval '1 microsecond', ${journal}::uuid, ${leg}::smallint)`;
  }
  const rows = await reader(ctx).$queryRaw<HouseRow[]>`
    WITH side AS MATERIALIZED (
      SELECT t.at, t.journal_id, t.leg, t.code, t.amount AS change, t.debit AS counter
      FROM ledger.transfer t WHERE t.credit = ${id} AND t.credit_seq IS NULL AND t.at < ${to}
      UNION ALL SELECT t.at, t.journal_id, t.leg, t.code, -t.amount, t.credit
      FROM ledger.transfer t WHERE t.debit = ${id} AND t.debit_seq IS NULL AND t.at < ${to}
    ), sums AS (
      SELECT coalesce(sum(s.change) FILTER (WHERE s.at < ${from}), 0)::text AS opening, coalesce(sum(s.change), 0)::text AS closing,
        coalesce(sum(s.change) FILTER (WHERE ${shown}), 0)::text AS start
      FROM side s
    ), line AS (
      SELECT s.* FROM side s WHERE NOT (${shown}) ORDER BY s.at, s.journal_id, s.leg LIMIT ${page.limit + 1}
    )
    SELECT sums.opening, sums.closing, sums.start, l.at, l.journal_id::text AS journal, l.leg, l.code, l.change::text AS change, c.kind, c.scope, c.party,
      (extract(epoch FROM l.at) * 1000000)::bigint::text AS micros
    FROM sums LEFT JOIN line l ON true LEFT JOIN ledger.account c ON c.id = l.counter ORDER BY l.at, l.journal_id, l.leg`;
  const there = rows.filter((row): row is HouseRow & Row & { micros: string } => row.at !== null);
  let balance = BigInt(rows[0]?.start ?? "0");
  const cut = cutBy(ctx, tag, there, page.limit, ({ micros, journal, leg }) => [micros, journal, leg]);
  const lines = cut.rows.map((row) => {
    balance += BigInt(row.change);
    return lineOf(row, balance);
  });
  return { opening: BigInt(rows[0]?.opening ?? "0"), closing: BigInt(rows[0]?.closing ?? "0"), lines, nextCursor: cut.meta.nextCursor };
}

/**
 * An account's statement for a period, oldest first: opening balance, lines with the balance after each, closing balance. The first page fixes
 * the statement of a floored account. Each page of a house account is correct when it is read; a period that ended more than 30 seconds ago
 * does not change.
 * Errors: VALIDATION_ERROR (the period ends before it begins), INVALID_CURSOR (another account's, or another period's).
 */
export async function statementOf(ctx: Ctx, account: AccountKey, period: Period, page: Page): Promise<Statement> {
  if (period.to < period.from) throw new DomainError("VALIDATION_ERROR", "The period ends before it begins");
  const found = await findAccount(ctx, account);
  const tag = `ledger.statement:${ctx.actor.tenantId}:${found?.id ?? ""}:${period.from.getTime()}:${period.to.getTime()}`;
  if (!found) {
    if (page.cursor !== undefined) throw new DomainError("INVALID_CURSOR");
    return { opening: 0n, closing: 0n, lines: [], nextCursor: null };
  }
  return (found.floored ? flooredStatement : houseStatement)(ctx, found.id, period, page, tag);
}
