import { mkdirSync } from "node:fs";
import { ensureProgram, ensureSdk, ensureWeb, ROOT } from "./build.ts";
import { mailDir } from "./child-env.ts";
import type { Surroundings } from "./child-env.ts";
import { childEnvironment, readConfig } from "./config.ts";
import type { StackConfig } from "./config.ts";
import { startDatabase } from "./database.ts";
import { demoOf, writeDemo } from "./demo.ts";
import type { Demo } from "./demo.ts";
import { LOCAL_CHAIN_PLANS } from "./chain/index.ts";
import { LOCAL_TON } from "./ton/facts.ts";
import { anvilLaunch, archiveChain, driveLocalChain, settleTon, settleWorld, tonLaunch, worldName } from "./local-world.ts";
import type { ChainFacts } from "./local-world.ts";
import { assertFree, freePort } from "./ports.ts";
import { openStands, startProcesses } from "./programs.ts";
import { Progress } from "./progress.ts";
import type { Report } from "./progress.ts";
import { waitReady } from "./ready.ts";
import { Running } from "./running.ts";
import type { StackOptions } from "./running.ts";
import { seedEverything } from "./seed/index.ts";
import { readCustody, readSecrets } from "./secrets.ts";
import { StackError, WorldLost } from "./stack-error.ts";

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
  await openStands(around, running);
  const demo = demoOf(config, secrets, { chains, door: running.door });
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
  if (config.env.AMANAT_LOCAL_TON === "true") {
    const port = await freePort();
    await running.child(LOCAL_TON.process, () => tonLaunch(config, { secrets, custody }, port));
    settled.push(await settleTon(config, custody, `http://127.0.0.1:${port}/api/v3`));
  }
  return settled;
}
