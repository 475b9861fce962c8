import path from "node:path";
import type { Environment } from "@amanat/env";
import { LOCAL_CHAIN_PLANS } from "./chain/index.ts";
import { LOCAL_TON } from "./ton/facts.ts";
import { Child } from "./child.ts";
import type { Launch } from "./child.ts";
import type { StackConfig } from "./config.ts";
import type { RunningDatabase } from "./database.ts";
import { ProcessBook } from "./processes.ts";
import type { Report } from "./progress.ts";
import type { Door } from "./providers/door.ts";
import type { Stands } from "./providers/stands.ts";
import { StackError } from "./stack-error.ts";

export type StackOptions = {
  /** Default AMANAT_DATA_DIR, else `.amanat`. */
  dataDir?: string;
  /** Default PORT, else 3000; 0 takes a free one. */
  port?: number;
  /** Children that run in a second copy as well, e.g. `["worker", "scanner"]`. A second `web` answers at `secondUrl`. */
  extra?: readonly ("web" | "worker" | "scanner")[];
  /** `dev` runs Next's development server and restarts processes when their sources change. */
  mode?: "start" | "dev";
  /** Instead of `process.env`. */
  env?: Environment;
  /** More variables for one child, by its name: `{ worker: { LOG_LEVEL: "debug" } }`. */
  childEnv?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Deaths of one child within a minute that stop everything; 5 unless a test kills on purpose. */
  deathsPerMinute?: number;
  /** Milliseconds between two blocks of each local chain while something waits for them; a second unless a test is in a hurry. */
  blockMs?: readonly number[];
  report?: Report;
  /** Gives up starting and stops what runs already. */
  signal?: AbortSignal;
};

/** Everything that runs, in the order it began; stopped in reverse. */
export class Running {
  readonly children: Child[] = [];
  readonly aborting = new AbortController();
  /** Services of providers, and where they are asked for; only in the demo. */
  stands: Stands | null = null;
  door: Door | null = null;
  database: RunningDatabase | null = null;
  readonly book: ProcessBook;
  readonly options: StackOptions;
  readonly logDir: string;
  readonly failed: Promise<StackError>;
  ready = false;
  secondUrl: string | null = null;
  fail: (error: StackError) => void = () => undefined;
  #stopped: Promise<void> | null = null;

  constructor(config: StackConfig, options: StackOptions) {
    this.options = options;
    this.logDir = path.join(config.dataDir, "logs");
    this.book = new ProcessBook(config.dataDir, config.baseUrl);
    this.failed = new Promise((resolve) => (this.fail = resolve));
  }

  async child(name: string, launch: () => Launch | Promise<Launch>): Promise<Child> {
    if (this.#stopped !== null) throw new StackError("stopped while starting");
    const report = this.options.report ?? (() => undefined);
    const child = new Child({
      name,
      launch,
      logDir: this.logDir,
      book: this.book,
      // Before everything was ready once, a second death is a mistake in the set-up, not an accident.
      deathsPerMinute: () => (this.ready ? (this.options.deathsPerMinute ?? 5) : 2),
      onRestart: (who, how) => report(`  ! ${who} died (${how}), started again`),
      onGiveUp: (who, words) =>
        this.fail(
          new StackError(this.ready ? `${who} keeps dying; its last words:\n${words}` : `${who} does not start: ${reasonIn(words)}`),
        ),
    });
    this.children.push(child);
    await child.start();
    return child;
  }

  pids(): Record<string, number> {
    const all = [...this.children.map((child) => [child.name, child.pid] as const), ["postgres", this.database?.pid() ?? null] as const];
    return Object.fromEntries(all.filter((entry): entry is [string, number] => entry[1] !== null));
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    await this.door?.close();
    const isChain = (child: Child) => [...LOCAL_CHAIN_PLANS, LOCAL_TON].some(({ process }) => process === child.name);
    await Promise.all(this.children.filter((child) => !isChain(child)).map((child) => child.stop()));
    this.aborting.abort();
    await this.stands?.close();
    await Promise.all(this.children.filter(isChain).map((child) => child.stop()));
    await this.database?.stop();
    this.book.close();
  }
}

/** The one line of a log's end that says why: the error when there is one, else the last. */
function reasonIn(words: string): string {
  const lines = words.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("Node.js v"));
  return lines.findLast((line) => /\w*Error\b|must |missing/.test(line)) ?? lines.at(-1) ?? "no output";
}
