import { existsSync, renameSync } from "node:fs";
import path from "node:path";
import { openDatabase } from "@amanat/db";
import type { Database } from "@amanat/db";
import { type EmbeddedServer, bootstrapRoles, connected, migrate, startEmbeddedPostgres } from "@amanat/db/server";
import pg from "pg";
import type { DatabaseUrls } from "./child-env.ts";
import type { StackConfig } from "./config.ts";
import type { Report } from "./progress.ts";
import { StackError } from "./stack-error.ts";

/** The name of the database in a server of our own. */
export const DATABASE = "amanat";
/** Which local chain the data belongs to. */
export const WORLD_SETTING = "devstack.world";

export type RunningDatabase = {
  urls: DatabaseUrls;
  pid(): number | null;
  restarts(): number;
  /** Resolves when it runs: at once, or after the restart that is under way. */
  up(): Promise<void>;
  kill(signal: NodeJS.Signals): boolean;
  stop(): Promise<void>;
};

export type DatabasePlan = {
  config: StackConfig;
  /** Names the local chains (the hashes of their first blocks); none on chains of somebody else's. */
  worlds: readonly string[];
  report: Report;
  onGiveUp: (error: StackError) => void;
};

/** Our own PostgreSQL, or the one PG_URL names; with roles and every migration. */
export async function startDatabase(plan: DatabasePlan): Promise<RunningDatabase> {
  const { config } = plan;
  if (config.databaseUrl !== null) {
    const urls = await foreignUrls(config, config.databaseUrl);
    if (await isOtherWorld(urls, plan.worlds))
      throw new StackError("PG_URL holds the data of another local chain; give it an empty database");
    return { urls, pid: () => null, restarts: () => 0, up: () => Promise.resolve(), kill: () => false, stop: () => Promise.resolve() };
  }
  const dataDir = path.join(config.dataDir, "postgres");
  const server = new KeptServer(await startEmbeddedPostgres({ dataDir }), dataDir, plan);
  try {
    const prepare = async () => {
      const urls = await bootstrapRoles({ url: server.current.url, database: DATABASE });
      await migrate(urls.ownerUrl);
      return urls;
    };
    let urls = await prepare();
    if (await isOtherWorld(urls, plan.worlds)) {
      await archiveDatabase(server.current.url, plan.report);
      archiveAnchors(config.dataDir);
      urls = await prepare();
    }
    return {
      urls,
      pid: () => server.pid,
      restarts: () => server.restarts,
      up: () => server.up,
      kill: (signal) => process.kill(server.current.pid, signal),
      stop: () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** A server that is started again on the same port when it dies. */
class KeptServer {
  current: EmbeddedServer;
  restarts = 0;
  pid: number | null;
  /** Pending while it is being started again. */
  up: Promise<void> = Promise.resolve();
  readonly #dataDir: string;
  readonly #plan: DatabasePlan;
  #stopping = false;
  #giveUp: () => void = () => undefined;
  readonly #gaveUp = new Promise<void>((resolve) => (this.#giveUp = resolve));
  #deaths: number[] = [];

  constructor(server: EmbeddedServer, dataDir: string, plan: DatabasePlan) {
    this.current = server;
    this.pid = server.pid;
    this.#dataDir = dataDir;
    this.#plan = plan;
    void this.#keep();
  }

  async #keep(): Promise<void> {
    while (!this.#stopping) {
      await this.current.exited;
      if (this.#stopping) return;
      const now = Date.now();
      this.#deaths = [...this.#deaths.filter((at) => now - at < 60_000), now];
      if (this.#deaths.length >= 5)
        return this.#plan.onGiveUp(new StackError(`postgres keeps dying; see ${path.join(this.#dataDir, "postgres.log")}`));
      this.restarts += 1;
      this.#plan.report("  ! postgres died, started again");
      const { promise, resolve } = Promise.withResolvers<void>();
      this.up = promise;
      try {
        this.current = await startEmbeddedPostgres({ dataDir: this.#dataDir, port: this.current.port });
        this.pid = this.current.pid;
        resolve();
      } catch (error) {
        this.#giveUp();
        return this.#plan.onGiveUp(new StackError(`postgres does not come back: ${reasonOf(error)}`));
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    // A restart under way ends first: its server would be left behind.
    await Promise.race([this.up, this.#gaveUp]);
    await this.current.stop();
    this.pid = null;
  }
}

const withClient = <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> =>
  connected({ connectionString: url, connectionTimeoutMillis: 10_000, application_name: "amanat-supervisor" }, work);

/** True when this data was made with another local chain: its money would never be found on these. A chain may be added. */
function isOtherWorld(urls: DatabaseUrls, worlds: readonly string[]): Promise<boolean> {
  return withClient(urls.ownerUrl, async (client) => {
    const found = await client.query<{ value: unknown }>('SELECT value FROM "Setting" WHERE key = $1', [WORLD_SETTING]);
    const [row] = found.rows;
    return (
      row !== undefined &&
      !String(row.value)
        .split(" ")
        .every((world) => worlds.includes(world))
    );
  });
}

/** Nothing is deleted: the database of an earlier chain stays on the server under the time it was put aside. */
function archiveDatabase(url: string, report: Report): Promise<void> {
  return withClient(url, async (client) => {
    const name = `${DATABASE}_${new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14)}`;
    await client.query(`ALTER DATABASE ${pg.escapeIdentifier(DATABASE)} RENAME TO ${pg.escapeIdentifier(name)}`);
    report(`  ! this is a new local chain; the data of the old one was put aside as database ${name}`);
  });
}

/** The heads of the old ledger's blocks say nothing of a new one. */
function archiveAnchors(dataDir: string): void {
  const file = path.join(dataDir, "ledger-anchors.jsonl");
  if (existsSync(file))
    renameSync(file, path.join(dataDir, `ledger-anchors-${new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14)}.jsonl`));
}

async function foreignUrls(config: StackConfig, appUrl: string): Promise<DatabaseUrls> {
  const { PG_OWNER_URL, SCANNER_PG_URL } = config.env;
  try {
    const urls =
      PG_OWNER_URL === undefined
        ? await bootstrapRoles({ url: appUrl })
        : { appUrl, ownerUrl: PG_OWNER_URL, scannerUrl: SCANNER_PG_URL ?? appUrl };
    await migrate(urls.ownerUrl);
    return urls;
  } catch (error) {
    throw new StackError(`PG_URL (${placeOf(appUrl)}): ${reasonOf(error)}`);
  }
}

/** Opens the application's connection for seeding; the caller closes it. */
export function openForSeeding(urls: DatabaseUrls): Promise<Database> {
  return openDatabase({ url: urls.appUrl, applicationName: "amanat-seed", poolSize: 2 });
}

/** Host and database of a URL: the part of it that is no secret. */
function placeOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || "5432"}${pathname}`;
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  const text = error instanceof Error ? error.message : String(error);
  return (text.split("\n")[0] ?? "").replaceAll(/\/\/[^@\s/]*@/g, "//") || "the database cannot be reached";
}
