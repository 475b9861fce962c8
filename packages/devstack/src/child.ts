import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessBook } from "./processes.ts";

/** Asked for at every start: a restart may need another command than the first one. */
export type Launch = { command: string; args: string[]; env: Record<string, string>; cwd: string };

export type ChildOptions = {
  name: string;
  launch: () => Launch | Promise<Launch>;
  logDir: string;
  book: ProcessBook;
  /** Deaths within a minute that end the whole stack. */
  deathsPerMinute: () => number;
  onRestart: (name: string, how: string) => void;
  onGiveUp: (name: string, lastWords: string) => void;
  stopSignal?: NodeJS.Signals;
};

const LOG_LIMIT = 20_000_000;
const GRACE_MS = 12_000;

/** The end of a log, for the person who has to know why something died. */
function tailOf(file: string, lines: number): string {
  if (!existsSync(file)) return "";
  return readFileSync(file, "utf8").slice(-8_000).trimEnd().split("\n").slice(-lines).join("\n");
}

/** One process that is kept alive until told to stop. Its output goes to a log file of its own. */
export class Child {
  readonly name: string;
  readonly logFile: string;
  readonly #options: ChildOptions;
  #process: ChildProcess | null = null;
  #exited: Promise<void> = Promise.resolve();
  #stopping = false;
  /** It ends because it is started anew, which is no death. */
  #renewing = false;
  #deaths: number[] = [];
  restarts = 0;

  constructor(options: ChildOptions) {
    this.#options = options;
    this.name = options.name;
    this.logFile = path.join(options.logDir, `${options.name}.log`);
    mkdirSync(options.logDir, { recursive: true });
  }

  /** Null between a death and the restart. */
  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  get lastWords(): string {
    return tailOf(this.logFile, 12);
  }

  async start(): Promise<void> {
    const { command, args, env, cwd } = await this.#options.launch();
    if (this.#stopping) return;
    if (existsSync(this.logFile) && statSync(this.logFile).size > LOG_LIMIT) renameSync(this.logFile, `${this.logFile}.1`);
    const log = openSync(this.logFile, "a");
    // Its own process group: Ctrl-C reaches the supervisor alone, which stops the children in order.
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", log, log], detached: true });
    closeSync(log);
    this.#process = child;
    if (child.pid !== undefined) this.#options.book.add(this.name, child.pid);
    this.#exited = new Promise((resolve) => {
      const done = (how: string) => {
        this.#process = null;
        this.#options.book.remove(this.name);
        resolve();
        if (!this.#stopping && !this.#renewing) void this.#died(how);
      };
      child.once("error", (error) => done(error.message));
      child.once("exit", (code, signal) => done(signal ?? `exit code ${code}`));
    });
  }

  async #died(how: string): Promise<void> {
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((at) => now - at < 60_000), now];
    if (this.#deaths.length >= this.#options.deathsPerMinute()) {
      this.#options.onGiveUp(this.name, this.lastWords);
      return;
    }
    this.restarts += 1;
    this.#options.onRestart(this.name, how);
    // The first restart is immediate: most deaths are accidents, and somebody waits.
    await sleep(this.#deaths.length === 1 ? 50 : 500 * (this.#deaths.length - 1));
    if (!this.#stopping && !this.#renewing && this.#process === null) await this.start();
  }

  /** Ends it and starts it as its launch says now. */
  async renew(): Promise<void> {
    this.#renewing = true;
    try {
      await this.#end();
      if (!this.#stopping) await this.start();
    } finally {
      this.#renewing = false;
    }
  }

  /** Sends a signal to the process as it is now; false between a death and the restart. */
  kill(signal: NodeJS.Signals): boolean {
    return this.#process?.kill(signal) ?? false;
  }

  /** Asks it to end, waits, then insists. Nothing of its process group survives. */
  stop(): Promise<void> {
    this.#stopping = true;
    return this.#end();
  }

  async #end(): Promise<void> {
    const child = this.#process;
    if (child?.pid === undefined) return;
    child.kill(this.#options.stopSignal ?? "SIGTERM");
    const graceful = await Promise.race([this.#exited.then(() => true), sleep(GRACE_MS, false)]);
    if (!graceful) child.kill("SIGKILL");
    await this.#exited;
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // Nothing was left in its group.
    }
  }
}
