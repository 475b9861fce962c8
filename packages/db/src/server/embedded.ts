import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { type FileHandle, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type Binaries, clusterFolder, giveFolder, serverBinaries, serverUser, type ServerUser } from "./placement.ts";
import { anyFreePort, portIsFree } from "./ports.ts";
import { birthOf, commandOf, goneWithin, isAlive } from "./processes.ts";

/** A PostgreSQL server of our own. */
export interface EmbeddedServer {
  /** The superuser's url, on the maintenance database. Never handed to web, worker or scanner. */
  url: string;
  port: number;
  pid: number;
  /** Settles when the server is gone, whether stopped or killed. */
  exited: Promise<void>;
  /** Stops it, letting no transaction half done; everything committed stays on disk. */
  stop(): Promise<void>;
}

export type EmbeddedOptions = {
  /** Holds password, port and log; and the cluster itself, unless the server's user cannot get here. */
  dataDir: string;
  /** Default: the port of the last time when free, else any free one. */
  port?: number;
  /** Further `name=value` server settings. */
  settings?: readonly string[];
  /** Further variables of the server's environment; the benchmark slows its disk by one. */
  environment?: Readonly<Record<string, string>>;
};

/** After a kill, backends of the old server may hold its shared memory for a moment. */
const START_WITHIN_MS = 45_000;

type Place = {
  dataDir: string;
  cluster: string;
  user: ServerUser;
  binaries: Binaries;
  password: string;
  environment: Readonly<Record<string, string>>;
};

async function readText(file: string): Promise<string | null> {
  return readFile(file, "utf8").then(
    (text) => text.trim(),
    () => null,
  );
}

async function choosePort(dataDir: string, wanted: number | undefined): Promise<number> {
  if (wanted !== undefined) return wanted;
  const before = Number(await readText(path.join(dataDir, "port")));
  return before > 0 && (await portIsFree(before)) ? before : anyFreePort();
}

function ownerFile(dataDir: string): string {
  return path.join(dataDir, "owner");
}

/** The process that holds a data directory, or null when it is gone. */
async function livingOwner(dataDir: string): Promise<number | null> {
  const [pid, birth] = ((await readText(ownerFile(dataDir))) ?? "").split("\n");
  const owner = Number(pid);
  return owner > 0 && isAlive(owner) && (await birthOf(owner)) === birth ? owner : null;
}

function isTaken(error: unknown): false {
  if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
  throw error;
}

/** Two programs on one cluster would ruin it: the living one keeps it, the second says so and gives up. */
async function claim(dataDir: string): Promise<void> {
  const file = ownerFile(dataDir);
  const claimed = `${process.pid}\n${await birthOf(process.pid)}\n`;
  // Creating it is the lock: of two that start at once, one finds the other's file.
  while (!(await writeFile(file, claimed, { mode: 0o600, flag: "wx" }).then(() => true, isTaken))) {
    const other = await livingOwner(dataDir);
    if (other !== null && other !== process.pid) {
      throw new Error(`${dataDir} is in use by process ${other}. Stop that one first, or set AMANAT_DATA_DIR to another folder.`);
    }
    await rm(file, { force: true });
  }
}

/** A server whose parent was killed goes on alone. It is stopped, so that what follows starts from a known state. */
async function stopLeftover(cluster: string): Promise<void> {
  const lock = path.join(cluster, "postmaster.pid");
  const pid = Number((await readText(lock))?.split("\n")[0]);
  if (!(pid > 0)) return;
  const ours = isAlive(pid) && (await commandOf(pid)).includes(cluster);
  if (ours) {
    process.kill(pid, "SIGINT");
    if (!(await goneWithin(pid, 10_000))) {
      process.kill(pid, "SIGQUIT");
      await goneWithin(pid, 5_000);
    }
  }
  // Left by a kill; its number may belong to a stranger now, who would keep the server from starting.
  if (!isAlive(pid) || !ours) await rm(lock, { force: true });
}

/** Stops the server of a data directory whose owner is gone and answers true; leaves a living owner's alone. */
export async function stopAbandoned(dataDir: string): Promise<boolean> {
  if ((await livingOwner(dataDir)) !== null) return false;
  await stopLeftover(path.join(dataDir, "cluster"));
  return true;
}

function runToEnd(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => (code === 0 ? resolve() : reject(new Error(`initdb ended with ${code ?? signal}`))));
  });
}

/** Made aside and renamed when complete, so that a kill half-way leaves nothing that looks like a cluster. */
async function createCluster(place: Place, log: FileHandle): Promise<void> {
  const draft = `${place.cluster}.new`;
  await rm(draft, { recursive: true, force: true });
  await giveFolder(draft, place.user);
  const secret = path.join(draft, "..", `pw-${process.pid}`);
  await writeFile(secret, `${place.password}\n`, { mode: 0o600 });
  if (place.user.uid !== undefined && place.user.gid !== undefined) {
    const handle = await open(secret);
    await handle.chown(place.user.uid, place.user.gid);
    await handle.close();
  }
  const flags = [
    "--auth=scram-sha-256",
    "--username=postgres",
    `--pwfile=${secret}`,
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
  ];
  try {
    await runToEnd(
      spawn(place.binaries.initdb, [`--pgdata=${draft}`, ...flags], {
        ...place.user,
        cwd: "/",
        stdio: ["ignore", log.fd, log.fd],
        env: serverEnv(),
      }),
    );
  } finally {
    await rm(secret, { force: true });
  }
  await rename(draft, place.cluster);
}

function serverEnv(): NodeJS.ProcessEnv {
  // NODE_ENV means nothing to the server; some frameworks' types demand it of every environment.
  return { NODE_ENV: "production", LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin" };
}

function spawnServer(place: Place, port: number, settings: readonly string[], log: FileHandle): ChildProcess {
  const fixed = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "timezone=UTC",
    "log_timezone=UTC",
  ];
  const flags = [...fixed, ...settings].flatMap((setting) => ["-c", setting]);
  // Its own process group: Ctrl-C reaches the supervisor, which stops its children in order.
  return spawn(place.binaries.postgres, ["-D", place.cluster, ...flags], {
    ...place.user,
    cwd: "/",
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
    env: { ...serverEnv(), ...place.environment },
  });
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("SELECT 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function lastWords(dataDir: string): Promise<string> {
  return ((await readText(path.join(dataDir, "postgres.log"))) ?? "").split("\n").slice(-5).join("\n");
}

async function startOnce(
  place: Place,
  port: number,
  settings: readonly string[],
  log: FileHandle,
  deadline: number,
): Promise<EmbeddedServer | null> {
  const child = spawnServer(place, port, settings, log);
  let running = true;
  const exited = new Promise<void>((resolve) => {
    const gone = (): void => {
      running = false;
      resolve();
    };
    child.once("exit", gone);
    child.once("error", gone);
  });
  const url = `postgres://postgres:${place.password}@127.0.0.1:${port}/postgres`;
  while (running && Date.now() < deadline) {
    if (await answers(url)) return serverOf(child, place.dataDir, url, port, exited);
    await sleep(50);
  }
  if (running) child.kill("SIGQUIT");
  await exited;
  return null;
}

function serverOf(child: ChildProcess, dataDir: string, url: string, port: number, exited: Promise<void>): EmbeddedServer {
  const { pid } = child;
  if (pid === undefined) throw new Error("the server has no process id");
  child.unref();
  return {
    url,
    port,
    pid,
    exited,
    async stop() {
      child.ref();
      child.kill("SIGINT");
      const force = setTimeout(() => child.kill("SIGQUIT"), 10_000);
      await exited;
      clearTimeout(force);
      await rm(ownerFile(dataDir), { force: true });
    },
  };
}

/**
 * Starts PostgreSQL on 127.0.0.1 with its data in `dataDir`, creating the cluster the first time. Comes
 * back after any kill: an orphaned server is stopped first, stale locks are cleared, and starting is
 * retried while old backends still hold on.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { dataDir, settings = [], environment = {} } = options;
  const user = await serverUser();
  const cluster = await clusterFolder(dataDir, user);
  await claim(dataDir);
  const secretFile = path.join(dataDir, "superuser.secret");
  const password = (await readText(secretFile)) ?? randomBytes(24).toString("hex");
  await writeFile(secretFile, `${password}\n`, { mode: 0o600 });
  const place: Place = { dataDir, cluster, user, binaries: await serverBinaries(user), password, environment };
  const log = await open(path.join(dataDir, "postgres.log"), "a", 0o600);
  try {
    if (
      !(await stat(cluster).then(
        () => true,
        () => false,
      ))
    )
      await createCluster(place, log);
    await stopLeftover(cluster);
    const port = await choosePort(dataDir, options.port);
    const deadline = Date.now() + START_WITHIN_MS;
    while (Date.now() < deadline) {
      const server = await startOnce(place, port, settings, log, deadline);
      if (server) {
        await writeFile(path.join(dataDir, "port"), `${port}\n`);
        return server;
      }
      await sleep(500);
      await stopLeftover(cluster);
    }
    throw new Error(`PostgreSQL did not start on port ${port}:\n${await lastWords(dataDir)}`);
  } catch (error) {
    await rm(ownerFile(dataDir), { force: true });
    throw error instanceof Error && error.message.startsWith("initdb")
      ? new Error(`${error.message}:\n${await lastWords(dataDir)}`, { cause: error })
      : error;
  } finally {
    await log.close();
  }
}
