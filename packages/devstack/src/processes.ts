import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { StackError } from "./stack-error.ts";

const processSchema = z.object({ name: z.string(), pid: z.number().int().positive(), started: z.string() });
const bookSchema = z.object({ supervisor: processSchema, url: z.string(), children: z.array(processSchema) });
type Entry = z.infer<typeof processSchema>;

/**
 * When a process began, as an opaque text; null when there is none. With the pid it names one process
 * for good: pids are used again, and killing a stranger's process would be worse than a leftover.
 */
export function startOf(pid: number): string | null {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      // Field 3 is the state (a zombie is no process any more), field 22 the start in clock ticks.
      return fields[0] === "Z" ? null : (fields[19] ?? null);
    }
    return (
      execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim() || null
    );
  } catch {
    return null;
  }
}

const alive = (entry: Entry) => startOf(entry.pid) === entry.started;

function signal(pid: number, name: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, name);
      return;
    } catch {
      // No such group (or no such process any more): the plain pid is tried next.
    }
  }
}

/** Who runs on a data directory. Written at every change, so that a run after a `kill -9` finds what was left. */
export class ProcessBook {
  readonly #file: string;
  readonly #url: string;
  readonly #children = new Map<string, Entry>();

  constructor(dataDir: string, url: string) {
    this.#file = path.join(dataDir, "processes.json");
    this.#url = url;
  }

  /** Refuses when another supervisor lives here; ends what a dead one left behind. Returns the names it ended. */
  async claim(): Promise<string[]> {
    mkdirSync(path.dirname(this.#file), { recursive: true });
    const found = existsSync(this.#file) ? bookSchema.safeParse(readBook(this.#file)) : null;
    const ended: string[] = [];
    if (found?.success) {
      const { supervisor, url, children } = found.data;
      if (supervisor.pid !== process.pid && alive(supervisor))
        throw new StackError(`already running at ${url} (process ${supervisor.pid}); stop it first, or set AMANAT_DATA_DIR and PORT`);
      for (const child of children.filter(alive)) {
        await endLeftover(child);
        ended.push(child.name);
      }
    }
    this.#write();
    return ended;
  }

  add(name: string, pid: number): void {
    const started = startOf(pid);
    if (started === null) return;
    this.#children.set(name, { name, pid, started });
    this.#write();
  }

  remove(name: string): void {
    if (this.#children.delete(name)) this.#write();
  }

  close(): void {
    rmSync(this.#file, { force: true });
  }

  #write(): void {
    const supervisor: Entry = { name: "supervisor", pid: process.pid, started: startOf(process.pid) ?? "" };
    try {
      writeFileSync(`${this.#file}.new`, JSON.stringify({ supervisor, url: this.#url, children: [...this.#children.values()] }, null, 2));
      renameSync(`${this.#file}.new`, this.#file);
    } catch {
      // A full or vanished disk must not end the supervisor, which would leave every child running.
    }
  }
}

/** Asks first: the database and the chain write their state on SIGTERM. */
async function endLeftover(child: Entry): Promise<void> {
  signal(child.pid, child.name === "postgres" ? "SIGINT" : "SIGTERM");
  const deadline = Date.now() + 8_000;
  while (alive(child)) {
    if (Date.now() > deadline) signal(child.pid, "SIGKILL");
    if (Date.now() > deadline + 5_000)
      throw new StackError(`${child.name} (process ${child.pid}) of an earlier run does not end; stop it by hand`);
    await sleep(50);
  }
}

function readBook(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
