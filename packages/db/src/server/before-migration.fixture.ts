import { readdir, readFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { type TestDatabase, useDatabase } from "../testing/index.ts";
import { bootstrapRoles } from "./index.ts";

const MIGRATIONS = path.resolve(import.meta.dirname, "../../../../prisma/migrations");

/** A database as it stood before a migration, and one as it is today. Usable from the first test (or `beforeAll`) on. */
export type Before = { readonly owner: pg.Client; readonly today: TestDatabase; apply(names: readonly string[]): Promise<void> };

/** Gives this test file a database with every migration before the named one, and with one tenant. Call at the top of the file. */
export function databaseBefore(migration: string, tenant: string): Before {
  const database = `made_${randomBytes(5).toString("hex")}`;
  const today = useDatabase();
  let owner: pg.Client | null = null;
  const connected = (): pg.Client => {
    if (owner === null) throw new Error("databaseBefore(): use it inside tests or hooks");
    return owner;
  };
  const apply = async (names: readonly string[]): Promise<void> => {
    for (const name of names) await connected().query(await readFile(path.join(MIGRATIONS, name, "migration.sql"), "utf8"));
  };

  beforeAll(async () => {
    const url = inject("amanatPostgres").superuserUrl;
    const urls = await bootstrapRoles({ url, database, passwordSeed: new URL(url).password });
    owner = new pg.Client({ connectionString: urls.ownerUrl });
    await owner.connect();
    // What the migration engine makes before the first of them.
    await owner.query(
      `CREATE TABLE IF NOT EXISTS "_prisma_migrations" ("id" TEXT PRIMARY KEY, "migration_name" TEXT NOT NULL, "finished_at" TIMESTAMPTZ, "rolled_back_at" TIMESTAMPTZ)`,
    );
    await apply((await readdir(MIGRATIONS)).filter((name) => name < migration && !name.includes(".")).toSorted());
    await owner.query(`INSERT INTO "Tenant" ("id","slug") VALUES ($1,'old')`, [tenant]);
  });
  afterAll(async () => {
    await owner?.end();
    await today.as("superuser", (client) => client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`));
  });
  return {
    get owner() {
      return connected();
    },
    today,
    apply,
  };
}
