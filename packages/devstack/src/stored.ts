import path from "node:path";
import { lastUrlOf, startEmbeddedPostgres } from "@amanat/db/server";
import pg from "pg";
import { ROOT } from "./build.ts";
import { commandEnvironment, readDataDir } from "./config.ts";
import { DATABASE } from "./database.ts";
import { StackError } from "./stack-error.ts";

export const dataDir = readDataDir(ROOT);
export const environment = commandEnvironment();

async function connected(url: string): Promise<pg.Client | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, application_name: "amanat-cli" });
  return client.connect().then(
    () => client,
    () => null,
  );
}

type Work<T> = (client: pg.Client, url: string) => Promise<T>;

async function ending<T>(client: pg.Client, url: string, work: Work<T>): Promise<T> {
  try {
    return await work(client, url);
  } finally {
    await client.end();
  }
}

const ofDatabase = (url: string): string => Object.assign(new URL(url), { pathname: `/${DATABASE}` }).toString();

/**
 * Runs `work` on the product's database: the one a variable of `names` gives a URL for, the first that is set, else the data
 * directory's own, which is started for as long as it takes when it is not running. Errors: StackError, one line.
 */
export async function withStored<T>(names: readonly string[], work: Work<T>): Promise<T> {
  const given = names.map((name) => environment[name]).find(Boolean);
  const cluster = path.join(dataDir, "postgres");
  const last = given ? null : await lastUrlOf(cluster);
  if (!given && last === null) throw new StackError(`nothing in ${dataDir}; run npm start first, or set PG_URL or AMANAT_DATA_DIR`);
  const url = given || ofDatabase(last ?? "");
  const running = await connected(url);
  if (running) return ending(running, url, work);
  if (given) throw new StackError(`${names[0]}: the database cannot be reached`);
  const server = await startEmbeddedPostgres({ dataDir: cluster });
  try {
    const started = ofDatabase(server.url);
    const client = await connected(started);
    if (!client) throw new StackError("the database started, but cannot be reached");
    return await ending(client, started, work);
  } finally {
    await server.stop();
  }
}

/** Ends the process with what `main` answers, or with 1 and one line. */
export async function runCommand(main: (args: readonly string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`amanat: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
  // The channel to the launcher would keep this process alive.
  if (process.connected) process.disconnect();
}
