import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, stat, statfs } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { bootstrapRoles, migrate, startEmbeddedPostgres, stopAbandoned } from "@amanat/db/server";

/** Where a program logs in. */
export type Login = { host: string; port: number; user: string; password: string; database: string };

/** A durable server of its own for one run, in a temporary directory. */
export interface World {
  readonly dataDir: string;
  readonly pid: number;
  /** The superuser's url for a database, by TCP on loopback as the product connects. */
  superUrl(database: string): string;
  /** The application's url and the scanner's, by TCP. */
  readonly appUrl: string;
  readonly scannerUrl: string;
  /** The same role or the superuser by the server's socket file, which is the shortest way there is. */
  socketLogin(role: "app" | "superuser", database: string): Login;
  /** Ends the server and starts it again on the same data, with further variables in its environment. */
  restart(environment: Readonly<Record<string, string>>): Promise<void>;
  /** Ends the server and removes everything. */
  close(): Promise<void>;
}

/** The ledger's database. */
export const LEDGER = "amanat";

const PREFIX = "amanat-bench-";
const TMPFS = 0x01021994;

/**
 * A temporary place on a disk: in memory, durability would cost nothing and compare nothing. And one that everybody may
 * pass through, for started as root the server runs as somebody else.
 */
export async function diskFolder(): Promise<string> {
  const temporary = os.tmpdir();
  const [{ type }, { mode }] = await Promise.all([statfs(temporary), stat(temporary)]);
  const suits = type !== TMPFS && (os.userInfo().uid !== 0 || (mode & 0o001) !== 0);
  return suits || !existsSync("/var/tmp") ? temporary : "/var/tmp";
}

/** A run that was killed could not end its server: the next run does. Another run's living one stays. */
async function clearKilledRuns(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const dataDir = path.join(folder, name);
    if (!name.startsWith(PREFIX) || !existsSync(path.join(dataDir, "owner"))) continue;
    if (await stopAbandoned(dataDir)) await rm(dataDir, { recursive: true, force: true });
  }
}

/** Settings of a durable server that is measured. */
export function settingsFor(dataDir: string): string[] {
  const shared = Math.min(1024, Math.floor(os.totalmem() / 4 / 1024 / 1024));
  return [
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    `shared_buffers=${shared}MB`,
    // No checkpoint falls into one contestant's turn and not into another's.
    "max_wal_size=16GB",
    "checkpoint_timeout=1h",
    `unix_socket_directories=${path.join(dataDir, "cluster")}`,
  ];
}

function loginOf(url: string, host: string, database: string): Login {
  const { port, username, password } = new URL(url);
  return { host, port: Number(port), user: decodeURIComponent(username), password: decodeURIComponent(password), database };
}

/** Starts a server of its own, migrated and durable. The caller closes it. */
export async function openWorld(): Promise<World> {
  const folder = await diskFolder();
  await clearKilledRuns(folder);
  const dataDir = await mkdtemp(path.join(folder, PREFIX));
  const settings = settingsFor(dataDir);
  let server = await startEmbeddedPostgres({ dataDir, settings });
  const close = async (): Promise<void> => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const urls = await bootstrapRoles({ url: server.url, database: LEDGER });
    await migrate(urls.ownerUrl);
    return {
      dataDir,
      get pid() {
        return server.pid;
      },
      superUrl: (database) => Object.assign(new URL(server.url), { pathname: `/${database}` }).toString(),
      appUrl: urls.appUrl,
      scannerUrl: urls.scannerUrl,
      socketLogin: (role, database) => loginOf(role === "app" ? urls.appUrl : server.url, path.join(dataDir, "cluster"), database),
      async restart(environment) {
        const { port } = server;
        await server.stop();
        server = await startEmbeddedPostgres({ dataDir, port, settings, environment });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
