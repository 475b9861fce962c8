import type { Database } from "./database.ts";

const OLDEST = `
  SELECT coalesce(max(extract(epoch FROM clock_timestamp() - a."xact_start")), 0)::float8 AS "seconds"
  FROM pg_stat_activity a WHERE a."backend_xid" IS NOT NULL AND a."pid" <> pg_backend_pid()`;

/**
 * How long the oldest transaction that has written is open, in seconds, as far as our role is told: in any database of the server, because
 * every reader of events stands behind it.
 */
export async function oldestWriter(db: Database): Promise<number> {
  const { rows } = await db.pool.query<{ seconds: number }>({ name: "db-oldest-writer", text: OLDEST });
  return rows[0]?.seconds ?? 0;
}
