import { DomainError } from "@amanat/contracts";
import { type Ctx, cursorValues, cutBy, Prisma, reader } from "@amanat/db";
import * as z from "zod";
import type { AccountKey } from "../../internal/chart.ts";
import { houseStatement } from "./house.ts";
import { lineOf, type Page, type Period, type Row, type Statement } from "./line.ts";
import { afterSeq, findAccount, stateBefore } from "./moment.ts";

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
