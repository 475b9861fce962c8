import { type Ctx, requireSystem } from "@amanat/db";

/** Some hundred microseconds per account. No person waits for it, so it may take longer than a call. */
const LIMIT_MS = 15 * 60_000;

/**
 * Takes stock of the tenant's liabilities, unless that was done less than `ageMs` ago: per asset a Merkle sum tree over every floored account
 * with a balance, all from one snapshot. Returns the number of heads made. Heads are kept for ever, the data for proofs for the newest 30. It
 * is one write transaction: posting does not notice it, and sealing waits for its end.
 * Errors: FORBIDDEN (not the system).
 */
export async function takeLiabilities(ctx: Ctx, ageMs: number): Promise<number> {
  requireSystem(ctx.actor);
  const client = await ctx.db.pool.connect();
  let broken = true;
  try {
    await client.query("BEGIN");
    await client.query(`SET LOCAL statement_timeout = ${LIMIT_MS}`);
    const { rows } = await client.query<{ made: number }>(
      "SELECT ledger.take_liabilities($1::uuid, $2::bigint * interval '1 millisecond') AS made",
      [ctx.actor.tenantId, ageMs],
    );
    await client.query("COMMIT");
    broken = false;
    return rows[0]?.made ?? 0;
  } finally {
    // Ending the connection ends whatever it was doing.
    client.release(broken);
  }
}
