import { type Ctx, requireSystem } from "@amanat/db";

/**
 * Closes the tenant's books, unless that was done less than `ageMs` ago: writes down what every kind of account came to and what every house
 * account held, in one snapshot, so that reading them starts there. Everything is read before anything is written. Returns whether it did.
 * Errors: FORBIDDEN (not the system).
 */
export async function closeBooks(ctx: Ctx, ageMs: number): Promise<boolean> {
  requireSystem(ctx.actor);
  const { rows } = await ctx.db.pool.query<{ closed: boolean }>(
    "SELECT ledger.close_books($1, $2::bigint * interval '1 millisecond') AS closed",
    [ctx.actor.tenantId, ageMs],
  );
  return rows[0]?.closed ?? false;
}
