import { type Ctx, Prisma, reader } from "@amanat/db";
import { type AccountKey, kindNumber } from "../../internal/chart.ts";
import { closedAround, comesTo, microsOf } from "../../internal/closings.ts";

/** An account of this tenant as stored; null before its first journal. */
export type Found = { id: bigint; floored: boolean };

export async function findAccount(ctx: Ctx, account: AccountKey): Promise<Found | null> {
  const [row] = await reader(ctx).$queryRaw<{ id: bigint; mode: number }[]>`
    SELECT a.id, a.mode FROM ledger.account a
    WHERE a.tenant_id = ${ctx.actor.tenantId}::uuid AND a.asset = ${account.asset} AND a.kind = ${kindNumber(account.kind)}::smallint
      AND a.scope = ${account.scope ?? ""} AND a.party = ${account.party ?? ""}`;
  return row ? { id: row.id, floored: row.mode === 0 } : null;
}

/**
 * The number of a floored account's transfers before a time. A transfer reads the clock while it holds the account's row, which the previous
 * transfer released by committing, so times increase with sequence numbers and a binary search takes a few dozen index probes. If the server's
 * clock was set back, that time occurs more than once, and the result is one of the occurrences.
 */
function seqBefore(id: bigint, time: Date): Prisma.Sql {
  return Prisma.sql`
    WITH RECURSIVE search AS (
      SELECT 0::bigint AS lo, b.seq + 1 AS hi FROM ledger.balance b WHERE b.account_id = ${id}
      UNION ALL
      SELECT CASE WHEN t.at < ${time} THEN s.mid ELSE s.lo END, CASE WHEN t.at < ${time} THEN s.hi ELSE s.mid END
      FROM (SELECT lo, hi, (lo + hi) / 2 AS mid FROM search WHERE hi - lo > 1) s
      CROSS JOIN LATERAL (
        SELECT d.at FROM ledger.transfer d WHERE d.debit = ${id} AND d.debit_seq = s.mid
        UNION ALL SELECT c.at FROM ledger.transfer c WHERE c.credit = ${id} AND c.credit_seq = s.mid
      ) t
    )
    SELECT lo AS seq FROM search ORDER BY hi - lo LIMIT 1`;
}

/** A floored account's balance after its transfer of that number; zero before the first. */
export function afterSeq(id: bigint, seq: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`coalesce(
    (SELECT d.debit_after FROM ledger.transfer d WHERE d.debit = ${id} AND d.debit_seq = ${seq}),
    (SELECT c.credit_after FROM ledger.transfer c WHERE c.credit = ${id} AND c.credit_seq = ${seq}), 0)`;
}

/** A floored account just before a time: number of transfers and balance. */
export async function stateBefore(ctx: Ctx, id: bigint, time: Date): Promise<{ seq: bigint; balance: bigint }> {
  const [row] = await reader(ctx).$queryRaw<{ seq: bigint; balance: string }[]>`
    WITH place AS MATERIALIZED (${seqBefore(id, time)})
    SELECT place.seq, ${afterSeq(id, Prisma.sql`place.seq`)}::text AS balance FROM place`;
  return { seq: row?.seq ?? 0n, balance: BigInt(row?.balance ?? "0") };
}

/** The sum of a house account's transfers before a time: as it was closed last before it, and what came since. */
async function sumBefore(ctx: Ctx, id: bigint, time: Date): Promise<bigint> {
  const [around] = await closedAround(ctx, id, [microsOf(time)]);
  if (!around) return 0n;
  const [row] = await reader(ctx).$queryRaw<{ sum: string }[]>`SELECT ${comesTo(id, around, Prisma.sql`t.at < ${time}`)}::text AS sum`;
  return BigInt(row?.sum ?? "0");
}

/**
 * What an account held at a moment, in base units: all transfers up to and including that millisecond. `at` is the database's clock, read when
 * the transfer was written, under the lock of its floored accounts. An unused account held nothing.
 *
 * For a floored account the result is final once a later transfer of it is visible. Before that, and for house accounts, a transaction that has
 * read the clock but not committed may still add to it, for at most 30 seconds, the longest a transaction may take.
 */
export async function balanceAt(ctx: Ctx, account: AccountKey, at: Date): Promise<bigint> {
  const found = await findAccount(ctx, account);
  if (!found) return 0n;
  const end = new Date(at.getTime() + 1);
  return found.floored ? (await stateBefore(ctx, found.id, end)).balance : sumBefore(ctx, found.id, end);
}
