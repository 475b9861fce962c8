import { type Ctx, Prisma, reader } from "@amanat/db";

/** Which transactions a closing has counted: a `pg_snapshot` of the database. */
export type Snapshot = string;

/** What a closing's snapshot did not see, of transfers `t`; all of them where there is no closing. */
export function uncounted(snapshot: Snapshot | null): Prisma.Sql {
  if (snapshot === null) return Prisma.sql`true`;
  const [oldest = "0"] = snapshot.split(":");
  return Prisma.sql`t.epoch = ledger.current_epoch() AND t.xid >= ${oldest}::bigint
    AND NOT pg_visible_in_snapshot(t.xid::text::xid8, ${snapshot}::pg_snapshot)`;
}

/** Transactions that had begun when a closing was made, of transfers `t`. */
function begunBy(snapshot: Snapshot | null): Prisma.Sql {
  const next = snapshot?.split(":")[1];
  return next === undefined ? Prisma.sql`true` : Prisma.sql`t.xid < ${next}::bigint`;
}

/** The tenant's newest closing: closings of before a restore count other transactions. */
export function newestClosing(ctx: Ctx): Prisma.Sql {
  return Prisma.sql`(SELECT c.id, c.snapshot FROM ledger.closing c
    WHERE c.tenant_id = ${ctx.actor.tenantId}::uuid AND c.epoch = ledger.current_epoch() ORDER BY c.at DESC LIMIT 1)`;
}

/** A moment in microseconds since 1970: milliseconds are too coarse for a place between two transfers. */
export type Micros = string;
export const microsOf = (time: Date): Micros => (BigInt(time.getTime()) * 1_000n).toString();
export const momentOf = (micros: Micros): Prisma.Sql => Prisma.sql`(to_timestamp(0) + ${micros}::bigint * interval '1 microsecond')`;

/** A house account as it was closed before a moment, and what bounds the transfers from there to the moment. */
export type Around = {
  /** Null: nothing was closed before. */
  readonly before: Snapshot | null;
  readonly amount: string;
  /** The first closing that is surely later than every transfer of before the moment; null: none is. */
  readonly after: Snapshot | null;
};

/**
 * For each moment what a house account is closed as around it. A transfer reads the clock in the call that writes it, and that call and a
 * closing take a minute at most: a closing of five minutes after the moment has begun after every transaction with a transfer of before it.
 */
export function closedAround(ctx: Ctx, account: bigint, moments: readonly Micros[]): Promise<Around[]> {
  const own = Prisma.sql`c.tenant_id = ${ctx.actor.tenantId}::uuid AND c.epoch = ledger.current_epoch()`;
  return reader(ctx).$queryRaw<Around[]>`
    SELECT earlier.snapshot AS before, coalesce(b.amount, 0)::text AS amount, later.snapshot AS after
    FROM unnest(${moments}::text[]) WITH ORDINALITY AS w (micros, n)
    CROSS JOIN LATERAL (SELECT to_timestamp(0) + w.micros::bigint * interval '1 microsecond' AS at) m
    LEFT JOIN LATERAL (SELECT c.id, c.snapshot FROM ledger.closing c WHERE ${own} AND c.at < m.at ORDER BY c.at DESC LIMIT 1) earlier ON true
    LEFT JOIN LATERAL (
      SELECT c.snapshot FROM ledger.closing c WHERE ${own} AND c.at >= m.at + interval '5 minutes' ORDER BY c.at LIMIT 1) later ON true
    LEFT JOIN ledger.closing_balance b ON b.closing_id = earlier.id AND b.account_id = ${account}
    ORDER BY w.n`;
}

/** The transfers `t` behind one closing and before another one. */
export const between = (before: Snapshot | null, after: Snapshot | null): Prisma.Sql =>
  Prisma.sql`${uncounted(before)} AND ${begunBy(after)}`;

/** What a house account comes to with those transfers `t` for which `counts` holds: as it was closed before, and what came since. */
export function comesTo(account: bigint, { before, amount, after }: Around, counts: Prisma.Sql): Prisma.Sql {
  const chosen = Prisma.sql`${between(before, after)} AND ${counts}`;
  return Prisma.sql`(${amount}::numeric
    + coalesce((SELECT sum(t.amount) FROM ledger.transfer t WHERE t.credit = ${account} AND t.credit_seq IS NULL AND ${chosen}), 0)
    - coalesce((SELECT sum(t.amount) FROM ledger.transfer t WHERE t.debit = ${account} AND t.debit_seq IS NULL AND ${chosen}), 0))`;
}
