import path from "node:path";
import { walletNumberOf } from "@amanat/contracts";
import { ensureProgram, type ProgramName, PROGRAMS, ROOT } from "./build.ts";
import { scannerEnv, type Surroundings, webEnv, workerEnv } from "./child-env.ts";
import type { StackConfig } from "./config.ts";
import { freePort } from "./ports.ts";
import { openDoor } from "./providers/door.ts";
import { Stands } from "./providers/stands.ts";
import { waitReady } from "./ready.ts";
import type { Running, StackOptions } from "./running.ts";

/** Web, scanner and worker, each with only the variables it needs; what they are is asked again at each start. */
export async function startProcesses(around: Surroundings, running: Running, dev: boolean): Promise<void> {
  const { childEnv = {} } = running.options;
  const extra: NonNullable<StackOptions["extra"]> = running.options.extra ?? around.config.env.AMANAT_SUPERVISE_EXTRA;
  /** With the services of providers that run by now. */
  const now = (other: Partial<StackConfig> = {}): Surroundings => {
    const handedThrough = { ...around.config.handedThrough, ...running.stands?.variables() };
    return { ...around, config: { ...around.config, ...other, handedThrough } };
  };
  const node = async (name: string, program: ProgramName, env: () => Record<string, string>) => {
    const source = path.join(ROOT, PROGRAMS[program]);
    const args = dev ? ["--watch", "--watch-preserve-output", source] : [await ensureProgram(program, running.logDir)];
    return running.child(name, async () => {
      // Without its database a process only dies again, and five deaths end everything.
      await running.database?.up();
      return { command: process.execPath, args, env: { ...env(), ...childEnv[name] }, cwd: path.join(ROOT, "apps", program) };
    });
  };
  await node("web", "web", () => webEnv(now()));
  if (extra.includes("web")) {
    const port = await freePort();
    const url = `http://localhost:${port}`;
    running.secondUrl = url;
    await node("web-2", "web", () => webEnv(now({ port, baseUrl: url })));
  }
  await node("scanner", "scanner", () => scannerEnv(around, around.scannerPort));
  await node("worker", "worker", () => workerEnv(now()));
  if (extra.includes("scanner")) {
    const port = await freePort();
    await node("scanner-2", "scanner", () => scannerEnv(around, port));
  }
  if (extra.includes("worker")) await node("worker-2", "worker", () => workerEnv(now()));
}

/**
 * Services of providers for the demo, none of which runs before a program of this machine asks for it. Then the processes that know providers
 * are started anew, with what it takes to use it.
 */
export async function openStands({ config, chains }: Surroundings, running: Running): Promise<void> {
  const productUrl = `http://127.0.0.1:${config.port}`;
  // They see the chains that wallets know by a number, and no others.
  const seen = chains.filter(({ chain }) => walletNumberOf(chain) !== null);
  const stands = new Stands(() => ({ productUrl, chains: seen }));
  running.stands = stands;
  running.door = await openDoor((provider) =>
    stands.start(provider, async () => {
      const knowing = running.children.filter(({ name }) => /^(web|worker)(-2)?$/.test(name));
      await Promise.all(knowing.map((child) => child.renew()));
      await waitReady(productUrl, { logDir: running.logDir, signal: running.aborting.signal });
    }),
  );
}
