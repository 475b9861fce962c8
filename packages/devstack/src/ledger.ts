/**
 * `npm run ledger -- verify [--json]`: recomputes the whole ledger and names the first thing that is not as it was
 * posted. Reads the data directory's database, running or not, or the one PG_URL names. Ends with 1 on any finding.
 */
import path from "node:path";
import { parseArgs } from "node:util";
import { lastUrlOf, startEmbeddedPostgres } from "@amanat/db/server";
import { anchorFile, type Verified, verifyLedger } from "@amanat/ledger";
import pg from "pg";
import { ROOT } from "./build.ts";
import { childEnvironment, readDataDir } from "./config.ts";
import { DATABASE } from "./database.ts";
import { StackError } from "./stack-error.ts";

const dataDir = readDataDir(ROOT);
const environment = childEnvironment();

async function connected(url: string): Promise<pg.Client | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, application_name: "amanat-ledger" });
  return client.connect().then(
    () => client,
    () => null,
  );
}

async function ending<T>(client: pg.Client, work: (client: pg.Client) => Promise<T>): Promise<T> {
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const ofDatabase = (url: string): string => Object.assign(new URL(url), { pathname: `/${DATABASE}` }).toString();

/** Runs `work` on the ledger's database; one of our own that is not running is started for as long as it takes. */
async function withLedger<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const given = environment["PG_URL"] || environment["DATABASE_URL"];
  const cluster = path.join(dataDir, "postgres");
  const last = given ? null : await lastUrlOf(cluster);
  if (!given && last === null) throw new StackError(`no ledger in ${dataDir}; run npm start first, or set PG_URL or AMANAT_DATA_DIR`);
  const running = await connected(given || ofDatabase(last ?? ""));
  if (running) return ending(running, work);
  if (given) throw new StackError("PG_URL: the database cannot be reached");
  const server = await startEmbeddedPostgres({ dataDir: cluster });
  try {
    const client = await connected(ofDatabase(server.url));
    if (!client) throw new StackError("the database started, but cannot be reached");
    return await ending(client, work);
  } finally {
    await server.stop();
  }
}

function report({ rows, blocks, unsealed, anchors, findings }: Verified): string {
  const counted = `${rows} transfers, ${blocks} blocks, ${unsealed} rows not sealed yet, ${anchors} anchors`;
  if (findings.length === 0) return `the ledger is whole: ${counted}`;
  const lines = findings.map(({ check, subject, message }) => `  ${check.padEnd(7)} ${subject}: ${message}`);
  return [`the ledger is NOT whole (${counted}):`, ...lines].join("\n");
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  if (positionals.join(" ") !== "verify") throw new StackError("what to do with the ledger? npm run ledger -- verify [--json]");
  const anchors = anchorFile(environment["LEDGER_ANCHOR_FILE"] || path.join(dataDir, "ledger-anchors.jsonl"));
  const verified = await withLedger((client) =>
    verifyLedger(client, { anchors, onProgress: (line) => process.stderr.write(`  · ${line}\n`) }),
  );
  process.stdout.write(`${report(verified)}\n`);
  if (values.json) process.stdout.write(`${JSON.stringify({ ok: verified.findings.length === 0, ...verified })}\n`);
  return verified.findings.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`amanat: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
// The channel to the launcher would keep this process alive.
if (process.connected) process.disconnect();
