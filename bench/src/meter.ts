import { readdir, readFile } from "node:fs/promises";
import os from "node:os";
import pg from "pg";

/** What a server has used up to now. */
export type Reading = {
  /** CPU time of the server and all its processes in µs; null where /proc does not tell. */
  cpu: number | null;
  /** Bytes of write-ahead log. */
  wal: number;
  /** Bytes on disk of the database that is measured. */
  disk: number;
};

/** The kernel counts in hundredths of a second, whatever its own clock. */
const TICK_US = 10_000;

/** Fields of /proc/<pid>/stat after the name, which may hold spaces: parent, own time, time of ended children. */
async function timesOf(pid: string): Promise<{ parent: number; own: number; ended: number } | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (text === null) return null;
  const fields = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const at = (index: number): number => fields[index] ?? 0;
  return { parent: at(1), own: at(11) + at(12), ended: at(13) + at(14) };
}

/** CPU time in µs of a process, its living children and those that ended; null where it cannot be known. */
export async function cpuOf(pid: number): Promise<number | null> {
  if (os.platform() !== "linux") return null;
  const itself = await timesOf(String(pid));
  if (!itself) return null;
  const others = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const children = (await Promise.all(others.map(timesOf))).filter((one) => one?.parent === pid);
  return (itself.own + itself.ended + children.reduce((sum, one) => sum + (one?.own ?? 0), 0)) * TICK_US;
}

export interface Meter {
  read(pid: number, database: string): Promise<Reading>;
  close(): Promise<void>;
}

/** Reads a server's use over a superuser's connection that is held open. */
export async function openMeter(superUrl: string): Promise<Meter> {
  const client = new pg.Client({ connectionString: superUrl, application_name: "amanat-bench-meter" });
  client.on("error", () => undefined);
  await client.connect();
  return {
    async read(pid, database) {
      const { rows } = await client.query<{ wal: string; disk: string }>(
        "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text AS wal, pg_database_size($1)::text AS disk",
        [database],
      );
      return { cpu: await cpuOf(pid), wal: Number(rows[0]?.wal), disk: Number(rows[0]?.disk) };
    },
    close: () => client.end(),
  };
}
