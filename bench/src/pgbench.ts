import { execFile, spawn } from "node:child_process";
import { constants } from "node:fs";
import { access, readdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { BenchError } from "./bench-error.ts";
import { searchPath } from "./config.ts";
import type { Login } from "./world.ts";

const DEBIAN = "/usr/lib/postgresql";

export type Pgbench = { file: string; version: string };

async function runs(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Debian's own folders before the search path: there, the name on the path is a wrapper that picks a cluster. */
async function candidates(): Promise<string[]> {
  const versions = await readdir(DEBIAN).catch(() => []);
  const newestFirst = versions.toSorted((a, b) => Number(b) - Number(a)).map((version) => path.join(DEBIAN, version, "bin"));
  return [...newestFirst, ...searchPath(), "/usr/bin"].map((folder) => path.join(folder, "pgbench"));
}

/** Finds pgbench. Throws one plain line when it is missing. */
export async function findPgbench(): Promise<Pgbench> {
  for (const file of await candidates()) {
    if (!(await runs(file))) continue;
    const { stdout } = await promisify(execFile)(file, ["--version"]);
    return { file, version: /(\d+(\.\d+)*)/.exec(stdout)?.[1] ?? stdout.trim() };
  }
  throw new BenchError("pgbench is missing; it comes with PostgreSQL's own programs (Debian, Ubuntu: apt-get install postgresql-contrib).");
}

/** What pgbench says at its end. */
export type PgbenchResult = { transactions: number; tps: number; averageMs: number };

function numberIn(output: string, pattern: RegExp): number {
  const found = Number(pattern.exec(output)?.[1]);
  if (!Number.isFinite(found)) throw new Error(`pgbench said nothing about ${pattern.source}:\n${output}`);
  return found;
}

/**
 * Reads pgbench's summary. Null when no transaction came to its end in time, of which pgbench says no more. Throws when a transaction failed:
 * a ratio over failures would mean nothing.
 */
export function parsePgbench(output: string): PgbenchResult | null {
  const transactions = numberIn(output, /number of transactions actually processed: (\d+)/);
  const failed = /number of failed transactions: (\d+)/.exec(output)?.[1] ?? "0";
  if (failed !== "0" || /aborted/.test(output)) throw new Error(`transactions failed:\n${output}`);
  if (transactions === 0) return null;
  return {
    transactions,
    averageMs: numberIn(output, /latency average = ([\d.]+) ms/),
    tps: numberIn(output, /tps = ([\d.]+) \(without initial connection time\)/),
  };
}

/** Runs pgbench with these arguments and answers what it printed. */
export async function pgbench({ file }: Pgbench, login: Login, args: readonly string[], signal: AbortSignal): Promise<string> {
  const env = {
    NODE_ENV: "production",
    LC_ALL: "C",
    PGHOST: login.host,
    PGPORT: String(login.port),
    PGUSER: login.user,
    PGPASSWORD: login.password,
    PGDATABASE: login.database,
  } as const;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env, signal, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`pgbench ${args.join(" ")} ended with ${code}:\n${output.slice(-2_000)}`));
    });
  });
}

/** Arguments that let `clients` post for `seconds` with plans made once per connection. */
export function timed(clients: number, seconds: number): string[] {
  const threads = Math.min(clients, os.availableParallelism());
  return ["-M", "prepared", "-c", String(clients), "-j", String(threads), "-T", String(seconds)];
}
