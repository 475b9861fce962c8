import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { bootstrapRoles, connected, migrate, type RoleUrls, startEmbeddedPostgres, stopAbandoned } from "@amanat/db/server";
import pg from "pg";
import { fillDesk } from "./fill-desk.ts";
import { fillEvents } from "./fill-events.ts";
import { fillLedger } from "./fill-ledger.ts";
import { fillMarket } from "./fill-market.ts";
import { diskFolder, settingsFor } from "./world.ts";

/** How much of everything a filled database holds. */
export type Sizes = { readonly requests: number; readonly desk?: number; readonly events?: number; readonly transfers?: number };

/** A durable server whose database was filled once and is kept. */
export interface Filled {
  readonly dataDir: string;
  readonly pid: number;
  superUrl(database: string): string;
  /** A copy to measure on and to write to; an old one of this name is replaced. What was filled stays as it is. */
  copy(name: string): Promise<RoleUrls>;
  /** Ends the server and drops the copies; the filled database stays on disk. */
  close(): Promise<void>;
}

const PREFIX = "amanat-filled-";
const ORIGINAL = "filled";
const MIGRATIONS = path.resolve(import.meta.dirname, "../../prisma/migrations");
/** What a filled database follows from, besides its sizes. */
const FILLS = ["fill-market.ts", "fill-desk.ts", "fill-events.ts", "fill-ledger.ts"];

async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted();
}

async function hashOf(files: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${path.basename(file)}\n`).update(await readFile(file));
  return hash.digest("hex").slice(0, 12);
}

/** Databases of older migrations are nobody's any more, unless a run is on them. */
async function clearOlder(folder: string, hash: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(PREFIX) || name.startsWith(`${PREFIX}${hash}-`)) continue;
    const old = path.join(folder, name);
    if (await stopAbandoned(old)) await rm(old, { recursive: true, force: true });
  }
}

const asSuperuser = <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> =>
  connected({ connectionString: url, application_name: "amanat-bench-fill" }, work);

async function fill(url: string, sizes: Sizes, say: (line: string) => void): Promise<void> {
  const { ownerUrl } = await bootstrapRoles({ url, database: ORIGINAL });
  await migrate(ownerUrl);
  await asSuperuser(Object.assign(new URL(url), { pathname: `/${ORIGINAL}` }).toString(), async (client) => {
    // Nobody needs a half-filled database after a crash.
    await client.query("SET synchronous_commit = off");
    await fillMarket(client, sizes.requests, say);
    if (sizes.desk !== undefined) await fillDesk(client, sizes.desk, say);
    if (sizes.events !== undefined) await fillEvents(client, sizes.events, say);
    if (sizes.transfers !== undefined) await fillLedger(client, sizes.transfers, say);
    await client.query("VACUUM (ANALYZE, FREEZE)");
    await client.query("CHECKPOINT");
  });
}

/**
 * Starts the server of a filled database. It is kept under the hash of the migrations, so that it is filled once and made anew after a change
 * of either; a run that was killed while it filled leaves nothing that counts as filled.
 */
export async function openFilled(sizes: Sizes, say: (line: string) => void): Promise<Filled> {
  const folder = await diskFolder();
  const hash = await hashOf([...(await filesBelow(MIGRATIONS)), ...FILLS.map((name) => path.join(import.meta.dirname, name))]);
  await clearOlder(folder, hash);
  const dataDir = path.join(folder, `${PREFIX}${hash}-${Object.values(sizes).join("-")}`);
  const done = path.join(dataDir, "filled");
  if (!existsSync(done) && (await stopAbandoned(dataDir))) await rm(dataDir, { recursive: true, force: true });
  // The server of a run by root is somebody else, who has to pass through.
  await mkdir(dataDir, { recursive: true, mode: 0o711 });
  const server = await startEmbeddedPostgres({ dataDir, settings: settingsFor(dataDir) });
  const copies = new Set<string>();
  const drop = (name: string) =>
    asSuperuser(server.url, (client) => client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`));
  const close = async (): Promise<void> => {
    for (const name of copies) await drop(name).catch(() => undefined);
    await server.stop();
  };
  try {
    if (!existsSync(done)) {
      await fill(server.url, sizes, say);
      await writeFile(done, `${JSON.stringify(sizes)}\n`);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    dataDir,
    pid: server.pid,
    superUrl: (database) => Object.assign(new URL(server.url), { pathname: `/${database}` }).toString(),
    async copy(name) {
      await drop(name);
      copies.add(name);
      await asSuperuser(server.url, (client) =>
        client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} OWNER amanat_owner TEMPLATE ${ORIGINAL} STRATEGY file_copy`),
      );
      return bootstrapRoles({ url: server.url, database: name });
    },
    close,
  };
}
