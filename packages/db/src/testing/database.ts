import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { type Database, type DatabaseOptions, openDatabase } from "../database.ts";
import { connected } from "../server/index.ts";
import { TEMPLATE, type TestServer } from "./server.ts";

declare module "vitest" {
  interface ProvidedContext {
    amanatPostgres: TestServer;
  }
}

export type TestUrls = { app: string; owner: string; scanner: string; superuser: string };

/** A database of one test file. Its members can be read from the first test (or `beforeAll`) on. */
export interface TestDatabase {
  /** Opened as the application's role, like the product does. */
  readonly db: Database;
  readonly urls: TestUrls;
  /** Runs `work` on a plain connection logged in as one of the roles. */
  as<T>(role: keyof TestUrls, work: (client: pg.Client) => Promise<T>): Promise<T>;
}

export type UseDatabaseOptions = Partial<Omit<DatabaseOptions, "url">>;

const PATIENCE = 100;

/**
 * Takes a database away once nobody is left in it. A pool has ended before its connections have; thrown out by the server,
 * one of those would fail with nobody to hear it. Whoever stays for two seconds is thrown out.
 */
async function drop(client: pg.Client, name: string): Promise<void> {
  for (let turn = 0; turn < PATIENCE; turn += 1) {
    const { rowCount } = await client.query("SELECT FROM pg_stat_activity WHERE datname = $1", [name]);
    if (rowCount === 0) break;
    await setTimeout(20);
  }
  await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

function urlsFor(server: TestServer, name: string): TestUrls {
  const at = (url: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).toString();
  return { app: at(server.appUrl), owner: at(server.ownerUrl), scanner: at(server.scannerUrl), superuser: at(server.superuserUrl) };
}

/** A database of its own, opened as the application's role, until `drop`. */
export type FreshDatabase = { readonly db: Database; readonly urls: TestUrls; drop(): Promise<void> };

/** Makes a fresh, migrated database. For a test that needs many; a test file's one is `useDatabase`. */
export async function freshDatabase(options: UseDatabaseOptions = {}): Promise<FreshDatabase> {
  const server = inject("amanatPostgres");
  const name = `test_${randomBytes(6).toString("hex")}`;
  // Copying the files takes half as long as writing each page to the log, which nobody reads here.
  const copy = `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY file_copy OWNER amanat_owner`;
  await connected({ connectionString: server.superuserUrl }, (client) => client.query(copy));
  const urls = urlsFor(server, name);
  const db = await openDatabase({ applicationName: "test", poolSize: 20, ...options, url: urls.app });
  return {
    db,
    urls,
    async drop() {
      await db.close();
      await connected({ connectionString: server.superuserUrl }, (client) => drop(client, name));
    },
  };
}

/** Gives this test file a fresh, migrated database of its own, and takes it away afterwards. Call at the top of the file. */
export function useDatabase(options: UseDatabaseOptions = {}): TestDatabase {
  let opened: FreshDatabase | null = null;
  const get = (): FreshDatabase => {
    if (!opened) throw new Error("useDatabase(): read it inside tests or hooks");
    return opened;
  };

  beforeAll(async () => {
    opened = await freshDatabase(options);
  });
  afterAll(() => opened?.drop());
  return {
    get db() {
      return get().db;
    },
    get urls() {
      return get().urls;
    },
    as: (role, work) => connected({ connectionString: get().urls[role] }, work),
  };
}
