import type { Database } from "@amanat/db";

/** A test hands these out itself: they say that somebody was asked to prove to be there, and nothing about what was done. */
const HANDED_OUT = ["StepUpGrant"];

/** Everything that stands in a test's database, as one digest a table: what has changed nothing leaves it as it was, to the byte. */
export async function footprint(db: Database): Promise<Readonly<Record<string, string>>> {
  const { rows: tables } = await db.pool.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('public', 'ledger') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND has_table_privilege(c.oid, 'SELECT') AND NOT c.relname = ANY($1) ORDER BY 1`,
    [HANDED_OUT],
  );
  const digests = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, coalesce(md5(string_agg(digest, '' ORDER BY digest)), '') AS digest FROM (SELECT md5(row::text) AS digest FROM ${name} row) rows`,
  );
  const { rows } = await db.pool.query<{ name: string; digest: string }>(digests.join(" UNION ALL "));
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}
