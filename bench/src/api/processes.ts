import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { BenchError } from "../bench-error.ts";
import { plainEnvironment } from "../config.ts";

/** How long a process may take until it answers. */
const PATIENCE_MS = 60_000;

export interface Contestant {
  readonly origin: string;
  readonly pid: number;
  stop(): Promise<void>;
}

type Start = {
  name: string;
  program: string;
  before?: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  origin: string;
};

/** Starts a process with nothing of this one's configuration, and waits until it answers at all. */
export async function start({ name, program, before = [], cwd, env, origin }: Start): Promise<Contestant> {
  const child = spawn(process.execPath, [...before, program], {
    cwd,
    env: { ...plainEnvironment(), NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const words: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      words.push(chunk.toString());
      if (words.length > 50) words.shift();
    });
  const contestant = { origin, pid: child.pid ?? 0, stop: () => ended(child) };
  for (const deadline = Date.now() + PATIENCE_MS; ;) {
    const answered = await fetch(`${origin}/health`).then(
      () => true,
      () => false,
    );
    if (answered) return contestant;
    if (child.exitCode !== null || Date.now() > deadline) {
      await contestant.stop();
      throw new BenchError(`${name} does not answer: ${words.join("").trim().split("\n").slice(-5).join(" | ")}`);
    }
    await sleep(100);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 8_000);
  await gone;
  clearTimeout(force);
}
