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

const OPEN = `
  SELECT s."xmin"::text AS "writer", extract(epoch FROM clock_timestamp())::float8 AS "at",
    coalesce(a."pid"::text, '') AS "pid", coalesce(a."usename", '') AS "role", coalesce(a."datname", '') AS "database"
  FROM (SELECT pg_snapshot_xmin(c) AS "xmin", pg_snapshot_xmax(c) AS "xmax" FROM pg_current_snapshot() c) s
  LEFT JOIN pg_stat_activity a ON a."backend_xid" = s."xmin"::xid
  WHERE s."xmin" < s."xmax"`;

/** A transaction that has written and is open, behind which news wait; `at` is when that was asked, in seconds since 1970. */
export type OpenWriter = { writer: string; at: number; pid: string; role: string; database: string };

/** The oldest of all roles and databases, or null. A prepared transaction has no process, role or database. */
export async function oldestOpen(db: Database): Promise<OpenWriter | null> {
  const { rows } = await db.pool.query<OpenWriter>({ name: "db-oldest-open", text: OPEN });
  return rows[0] ?? null;
}
