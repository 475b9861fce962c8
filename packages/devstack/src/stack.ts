import { mkdirSync } from "node:fs";
import path from "node:path";
import { ensureProgram, ensureSdk, ensureWeb, type ProgramName, PROGRAMS, ROOT } from "./build.ts";
import type { Environment } from "@amanat/env";
import { Child } from "./child.ts";
import type { Launch } from "./child.ts";
import { mailDir, scannerEnv, webEnv, workerEnv } from "./child-env.ts";
import type { Surroundings } from "./child-env.ts";
import { childEnvironment, readConfig } from "./config.ts";
import type { StackConfig } from "./config.ts";
import { startDatabase } from "./database.ts";
import type { RunningDatabase } from "./database.ts";
import { demoOf, writeDemo } from "./demo.ts";
import type { Demo } from "./demo.ts";
import { LOCAL_CHAIN_PLANS } from "./chain/index.ts";
import { anvilLaunch, archiveChain, driveLocalChain, settleWorld, worldName } from "./local-world.ts";
import type { ChainFacts } from "./local-world.ts";
import { assertFree, freePort } from "./ports.ts";
import { ProcessBook } from "./processes.ts";
import { Progress } from "./progress.ts";
import type { Report } from "./progress.ts";
import { waitReady } from "./ready.ts";
import { seedEverything } from "./seed/index.ts";
import { readCustody, readSecrets } from "./secrets.ts";
import { StackError, WorldLost } from "./stack-error.ts";

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

/** A whole Amanat on this machine. */
export type Stack = {
  url: string;
  /** Of a second web process on the same database. */
  secondUrl: string | null;
  dataDir: string;
  demo: Demo | null;
  /** Resolves with the reason when the stack stops by itself; never while it runs well. */
  failed: Promise<StackError>;
  /** The pid of every child that runs now, by name. */
  pids(): Record<string, number>;
  /** Kills one child, as an accident would; the supervisor starts it again. */
  kill(child: string, signal?: NodeJS.Signals): boolean;
  restarts(): Record<string, number>;
  stop(): Promise<void>;
};

/** Everything that runs, in the order it began; stopped in reverse. */
class Running {
  readonly children: Child[] = [];
  readonly aborting = new AbortController();
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
    const isChain = (child: Child) => LOCAL_CHAIN_PLANS.some(({ process }) => process === child.name);
    await Promise.all(this.children.filter((child) => !isChain(child)).map((child) => child.stop()));
    this.aborting.abort();
    await Promise.all(this.children.filter(isChain).map((child) => child.stop()));
    await this.database?.stop();
    this.book.close();
  }
}

/** Starts database, chain, build and processes, and resolves when `/readyz` says 200. Throws StackError with one line. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const config = await configOf(options);
  const report = options.report ?? (() => undefined);
  try {
    return await startOnce(config, options, report);
  } catch (error) {
    if (!(error instanceof WorldLost) || config.databaseUrl !== null) throw error;
    report(`  ! ${error.message}; a new world begins, the old one is kept in ${archiveChain(config.dataDir)}`);
    return startOnce(config, options, report);
  }
}

async function configOf(options: StackOptions): Promise<StackConfig> {
  const source: Record<string, string | undefined> = { ...(options.env ?? childEnvironment()) };
  if (options.port !== undefined) source["PORT"] = String(options.port === 0 ? await freePort() : options.port);
  return readConfig({ ...source, ...(options.dataDir === undefined ? {} : { AMANAT_DATA_DIR: options.dataDir }) }, ROOT);
}

async function startOnce(config: StackConfig, options: StackOptions, report: Report): Promise<Stack> {
  const running = new Running(config, options);
  const ended = await running.book.claim();
  if (ended.length > 0) report(`  ! ended what an earlier run left behind: ${ended.join(", ")}`);
  let bringing: Promise<Demo | null> = Promise.resolve(null);
  try {
    // Children that fail end the start at once instead of at its time limit.
    const failing = running.failed.then((error): never => {
      throw error;
    });
    options.signal?.addEventListener("abort", () => running.fail(new StackError("stopped while starting")), { once: true });
    bringing = bringUp(config, running, report);
    const demo = await Promise.race([bringing, failing]);
    return {
      url: config.baseUrl,
      secondUrl: running.secondUrl,
      dataDir: config.dataDir,
      demo,
      failed: running.failed,
      pids: () => running.pids(),
      kill: (name, signal = "SIGKILL") =>
        (name === "postgres" ? running.database : running.children.find((child) => child.name === name))?.kill(signal) ?? false,
      restarts: () =>
        Object.fromEntries([
          ...running.children.map((child) => [child.name, child.restarts] as const),
          ["postgres", running.database?.restarts() ?? 0],
        ]),
      stop: () => running.stop(),
    };
  } catch (error) {
    await running.stop();
    // A step that was under way when the stop came may have started one thing more.
    await bringing.catch(() => undefined);
    await running.database?.stop();
    throw error;
  }
}

async function bringUp(config: StackConfig, running: Running, report: Report): Promise<Demo | null> {
  await assertFree(config.port, "PORT");
  mkdirSync(mailDir(config), { recursive: true });
  const secrets = readSecrets(config.dataDir, config.env);
  const dev = running.options.mode === "dev";
  const progress = new Progress(6, report);
  const building = build(running.logDir, dev);
  // Awaited below; until then a failure must not count as unhandled.
  building.catch(() => undefined);

  const chains = await progress.step(
    config.foreignChains === null ? "local chains with test tokens" : "chains",
    () => startChains(config, running, secrets),
    (made) => made.map(({ chain }) => chain).join(", "),
  );
  const worlds = chains.flatMap((chain) => worldName(chain) ?? []);
  running.database = await progress.step("database", () =>
    startDatabase({ config, worlds, report, onGiveUp: (error) => running.fail(error) }),
  );
  const urls = running.database.urls;
  await progress.step(worlds.length === 0 ? "foundation" : "demo data", () => seedEverything({ secrets, chains, urls }));
  await progress.step(
    "build",
    () => building,
    (built) => (built ? "made new" : "up to date"),
  );
  const around: Surroundings = {
    config,
    secrets,
    chains,
    urls,
    scannerPort: config.env.AMN_SCANNER_PORT ?? (await freePort()),
    nodeEnv: dev ? "development" : "production",
  };
  await progress.step("processes", () => startProcesses(around, running, dev));
  await progress.step("ready", async () => {
    const urls = [`http://localhost:${config.port}`, ...(running.secondUrl === null ? [] : [running.secondUrl])];
    await Promise.all(urls.map((url) => waitReady(url, { logDir: running.logDir, signal: running.aborting.signal })));
  });
  running.ready = true;
  if (worlds.length === 0) return null;
  const demo = demoOf(config, secrets, chains);
  writeDemo(config.dataDir, demo);
  return demo;
}

async function build(logDir: string, dev: boolean): Promise<boolean> {
  const sdk = await ensureSdk(logDir);
  if (dev) return sdk;
  await ensureProgram("web", logDir);
  return (await ensureWeb(logDir)) || sdk;
}

async function startChains(config: StackConfig, running: Running, secrets: ReturnType<typeof readSecrets>): Promise<ChainFacts[]> {
  if (config.foreignChains !== null) return config.foreignChains.map((chain) => ({ ...chain, world: null }));
  const custody = readCustody(config.dataDir);
  const settled: ChainFacts[] = [];
  // One after the other: the second finds the tokens compiled.
  for (const [index, plan] of LOCAL_CHAIN_PLANS.entries()) {
    const port = await freePort();
    const rpcUrl = `http://127.0.0.1:${port}`;
    await running.child(plan.process, () => anvilLaunch(config, secrets, plan, port));
    settled.push(await settleWorld(config, { secrets, custody }, plan, rpcUrl));
    driveLocalChain(config, { plan, rpcUrl }, running.aborting.signal, running.options.blockMs?.[index]);
  }
  return settled;
}

async function startProcesses(around: Surroundings, running: Running, dev: boolean): Promise<void> {
  const { childEnv = {} } = running.options;
  const extra: NonNullable<StackOptions["extra"]> = running.options.extra ?? around.config.env.AMANAT_SUPERVISE_EXTRA;
  const node = async (name: string, program: ProgramName, env: Record<string, string>) => {
    const source = path.join(ROOT, PROGRAMS[program]);
    const args = dev ? ["--watch", "--watch-preserve-output", source] : [await ensureProgram(program, running.logDir)];
    return running.child(name, async () => {
      // Without its database a process only dies again, and five deaths end everything.
      await running.database?.up();
      return { command: process.execPath, args, env: { ...env, ...childEnv[name] }, cwd: path.join(ROOT, "apps", program) };
    });
  };
  await node("web", "web", webEnv(around));
  if (extra.includes("web")) {
    const port = await freePort();
    running.secondUrl = `http://localhost:${port}`;
    const config = { ...around.config, port, baseUrl: running.secondUrl };
    await node("web-2", "web", webEnv({ ...around, config }));
  }
  await node("scanner", "scanner", scannerEnv(around, around.scannerPort));
  await node("worker", "worker", workerEnv(around));
  if (extra.includes("scanner")) await node("scanner-2", "scanner", scannerEnv(around, await freePort()));
  if (extra.includes("worker")) await node("worker-2", "worker", workerEnv(around));
}

/** The one line of a log's end that says why: the error when there is one, else the last. */
function reasonIn(words: string): string {
  const lines = words.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("Node.js v"));
  return lines.findLast((line) => /\w*Error\b|must |missing/.test(line)) ?? lines.at(-1) ?? "no output";
}
