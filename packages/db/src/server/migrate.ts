import { PgBoss } from "pg-boss";
import pg from "pg";
import { applyMigrations, listMigrations } from "./schema-engine.ts";

/**
 * Brings the database up to this version: our migrations, then the job queue's schema, under an advisory
 * lock so that two starts do not do it at once. Answers the migrations it applied.
 */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: ownerUrl, application_name: "amanat-migrate", max: 4 });
  pool.on("error", () => undefined);
  const lock = await pool.connect();
  try {
    await lock.query("SELECT pg_advisory_lock(hashtext('amanat.migrate'))");
    const applied = await applyMigrations(pool);
    await installJobQueue(ownerUrl);
    await grantJobQueue(pool);
    return applied;
  } finally {
    lock.release(true);
    await pool.end();
  }
}

async function installJobQueue(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    application_name: "amanat-migrate",
    max: 2,
    migrate: true,
    createSchema: false,
    supervise: false,
    schedule: false,
  });
  boss.on("error", () => undefined);
  await boss.start();
  await boss.stop({ graceful: false, close: true });
}

/** The application runs the queue and creates queues in it; it does not change its tables. */
async function grantJobQueue(pool: pg.Pool): Promise<void> {
  await pool.query(`
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgboss TO amanat_app;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA pgboss TO amanat_app;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgboss TO amanat_app;
  `);
}

/**
 * Throws one plain sentence unless the database is exactly at this program's version. For processes that
 * do not migrate; works with the application's and with the scanner's role.
 */
export async function verifyVersion(url: string): Promise<void> {
  const { migrationDirectories } = await listMigrations();
  const expected = migrationDirectories.at(-1)?.path ?? "";
  const client = new pg.Client({ connectionString: url, application_name: "amanat-verify", connectionTimeoutMillis: 15_000 });
  await client.connect();
  try {
    const rights = await client.query<{ app: boolean }>("SELECT has_schema_privilege('public', 'USAGE') AS app");
    const schema = rights.rows[0]?.app ? "public" : "scanner";
    const found = await client.query<{ version: string | null }>(`SELECT ${schema}.migration_version() AS version`).catch(() => null);
    const actual = found?.rows[0]?.version ?? "none";
    if (actual !== expected)
      throw new Error(
        `The database is at version ${actual}, this program needs ${expected}. Run the supervisor (npm start), which migrates.`,
      );
  } finally {
    await client.end();
  }
}
