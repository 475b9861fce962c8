import { type Ctx, requireSystem } from "@amanat/db";
import { anchorHeads, type AnchorSink } from "@amanat/sealing";

/** A block that was just made. */
export interface Sealed {
  n: bigint;
  rows: number;
  /** The block's hash, in hex: over its rows' hashes and the block before. */
  hash: string;
  /** When the oldest transfer in it was posted. */
  oldest: Date;
}

/**
 * Seals the finished transfers that are in no block yet: one block of whole transactions. Null when there is nothing to seal or another
 * process is sealing. Posting never waits for it; only an open write transaction holds it back.
 */
export async function seal(ctx: Ctx): Promise<Sealed | null> {
  const { rows } = await ctx.db.pool.query<{ n: string; rows: number; hash: Buffer; oldest: Date }>({
    name: "ledger.seal",
    text: "SELECT block::text AS n, sealed_rows AS rows, block_hash AS hash, oldest FROM ledger.seal()",
  });
  const [made] = rows;
  return made ? { n: BigInt(made.n), rows: made.rows, hash: made.hash.toString("hex"), oldest: made.oldest } : null;
}

/** Rows of a full block, the same number as in the database's `ledger.seal`. */
const FULL = 5_000;

/** Seals up to `most` blocks. Returns how many were made; fewer than `most` means that nothing is left. Errors: FORBIDDEN (not the system). */
export async function sealFinished(ctx: Ctx, most: number): Promise<number> {
  requireSystem(ctx.actor);
  for (let made = 0; made < most; made += 1) {
    const block = await seal(ctx);
    if (block === null) return made;
    if (block.rows < FULL) return made + 1;
  }
  return most;
}

/** The house accounts that finished transfers from $1 on touched, and the transaction before which all are finished. */
const TOUCHED = `
  WITH finished AS (
    SELECT t.debit, t.debit_seq, t.credit, t.credit_seq FROM ledger.transfer t
    WHERE t.epoch = ledger.current_epoch() AND t.xid >= coalesce($1::bigint, (SELECT b.lo_xid FROM ledger.block b ORDER BY b.n DESC LIMIT 1), 0)
      AND t.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
  )
  SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon, ARRAY(
    SELECT f.debit FROM finished f WHERE f.debit_seq IS NULL UNION SELECT f.credit FROM finished f WHERE f.credit_seq IS NULL ORDER BY 1
  )::text[] AS ids`;

/**
 * Makes the turn that folds finished transfers into the balance rows of house accounts, so that reading them stays cheap. It changes no
 * balance. Each turn looks at the accounts touched since the last one, the first at those of the newest block and after: most house accounts
 * are deposit addresses, which are touched twice and never again. A turn answers with the number of accounts it folded.
 */
export function roller(): (ctx: Ctx) => Promise<number> {
  let since: string | null = null;
  return async (ctx) => {
    requireSystem(ctx.actor);
    const { rows } = await ctx.db.pool.query<{ horizon: string; ids: string[] }>(TOUCHED, [since]);
    const [{ horizon, ids } = { horizon: since, ids: [] }] = rows;
    for (const id of ids) await ctx.db.pool.query("SELECT ledger.roll_up($1)", [id]);
    since = horizon;
    return ids.length;
  };
}

/** Writes the missing heads to a sink outside the database. Throws when the sink holds a head that the chain does not. */
export function anchor(ctx: Ctx, sink: AnchorSink): Promise<number> {
  return anchorHeads(sink, async (from, limit) => {
    const { rows } = await ctx.db.pool.query<{ n: string; hash: Buffer; at: Date }>(
      "SELECT b.n::text, b.hash, b.at FROM ledger.block b WHERE b.n >= $1 ORDER BY b.n LIMIT $2",
      [from.toString(), limit],
    );
    return rows.map((row) => ({ n: BigInt(row.n), hash: row.hash.toString("hex"), at: row.at }));
  });
}
