import { type Ctx, requireSystem } from "@amanat/db";
import { anchorHeads, type AnchorSink } from "@amanat/sealing";

/** Rows of a full block, the same number as in the database's `audit_seal`. */
const FULL = 5_000;

/** Seals the next block of finished entries. Returns its rows; null when there is nothing to seal or another process is sealing. */
export async function sealOnce(ctx: Ctx): Promise<{ n: bigint; rows: number; hash: string } | null> {
  const { rows } = await ctx.db.pool.query<{ n: string; rows: number; hash: Buffer }>({
    name: "audit.seal",
    text: "SELECT block::text AS n, sealed_rows AS rows, block_hash AS hash FROM audit_seal()",
  });
  const [made] = rows;
  return made ? { n: BigInt(made.n), rows: made.rows, hash: made.hash.toString("hex") } : null;
}

/** Seals up to `most` blocks. Returns how many were made; fewer than `most` means that nothing is left. Errors: FORBIDDEN (not the system). */
export async function sealAudit(ctx: Ctx, most: number): Promise<number> {
  requireSystem(ctx.actor);
  for (let made = 0; made < most; made += 1) {
    const block = await sealOnce(ctx);
    if (block === null) return made;
    if (block.rows < FULL) return made + 1;
  }
  return most;
}

/** Writes the missing heads to a sink outside the database. Throws when the sink holds a head that the chain does not. */
export function anchorAudit(ctx: Ctx, sink: AnchorSink): Promise<number> {
  return anchorHeads(sink, async (from, limit) => {
    const { rows } = await ctx.db.pool.query<{ n: string; hash: Buffer; at: Date }>(
      'SELECT b."n"::text AS n, b."hash" AS hash, b."at" AS at FROM "AuditBlock" b WHERE b."n" >= $1 ORDER BY b."n" LIMIT $2',
      [from.toString(), limit],
    );
    return rows.map((row) => ({ n: BigInt(row.n), hash: row.hash.toString("hex"), at: row.at }));
  });
}
