import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where Redis is, or why the tests that need it cannot run here. */
export type FoundRedis = { path: string; missing: null } | { path: null; missing: string };

async function answers(path: string): Promise<boolean> {
  return run(path, ["--version"]).then(
    () => true,
    () => false,
  );
}

/**
 * The system's redis-server; root has apt bring it. Redis is optional for the product, so a machine
 * without it can still run every other test; the reason stands in the title of what is left out.
 */
export async function findRedis(): Promise<FoundRedis> {
  for (const path of ["redis-server", "valkey-server", "/opt/homebrew/bin/redis-server"]) {
    if (await answers(path)) return { path, missing: null };
  }
  const missing = "no redis-server here: install one (as root, where apt-get is, the tests install it themselves)";
  if (process.getuid?.() !== 0) return { path: null, missing };
  const options = ["-y", "-qq", "-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Options::=--force-confdef"];
  try {
    await run("apt-get", ["update", "-qq"]);
    await run("apt-get", ["install", ...options, "--no-install-recommends", "redis-server"]);
  } catch {
    return { path: null, missing };
  }
  return (await answers("redis-server")) ? { path: "redis-server", missing: null } : { path: null, missing };
}

/** A Redis of one test file: on a free port of this machine, in memory only. */
export interface TestRedis {
  readonly url: string;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

/** Starts Redis and waits until it takes connections. `port`: where it stood before it was stopped. */
export async function startRedis(path: string, port?: number): Promise<TestRedis> {
  const at = port ?? (await freePort());
  const args = ["--port", String(at), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child = spawn(path, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on("line", (line) => {
      if (line.includes("Ready to accept connections")) resolve();
    });
    child.once("exit", (code) => reject(new Error(`redis-server ended with ${code}`)));
    child.once("error", reject);
  });
  return {
    url: `redis://127.0.0.1:${at}`,
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
