import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureProgram } from "@amanat/devstack/build";
import { exampleEnv } from "./door.fixture.ts";

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address ? address.port : 0;
}

/** It ends a start that hangs; on a busy machine a start takes a minute. */
const READY_MS = 240_000;

/** The real entry point in a process of its own, ready for calls. The caller ends it. */
export async function startWeb(settings: Record<string, string>): Promise<{ origin: string; child: ChildProcess }> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const env = exampleEnv({ PORT: String(port), FRONTEND_URL: origin, LOG_LEVEL: "silent", ...settings });
  const child = spawn(process.execPath, [await ensureProgram("web", tmpdir())], {
    // next-intl's compiler asks for the home of whoever runs it.
    env: { NODE_ENV: "production", HOME: homedir(), ...env },
    stdio: "inherit",
  });
  const until = Date.now() + READY_MS;
  while (child.exitCode === null && Date.now() < until) {
    const alive = await fetch(`${origin}/healthz`).catch(() => null);
    if (alive?.ok) return { origin, child };
    await sleep(100);
  }
  child.kill("SIGKILL");
  throw new Error("the web process did not come up");
}
