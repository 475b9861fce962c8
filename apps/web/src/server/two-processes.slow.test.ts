import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { homedir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ensureUser } from "@amanat/auth";
import { openDatabase } from "@amanat/db";
import { createAmanat } from "@amanat/sdk";
import { findRedis, startRedis, type TestRedis, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleEnv } from "./door.fixture.ts";

const MAIN = fileURLToPath(new URL("../../server.ts", import.meta.url));
const found = await findRedis();
const test = useDatabase();
const OWNER = { email: "owner@amanat.test", password: "correct horse battery" };

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address ? address.port : 0;
}

/** The real entry point in a process of its own, ready for calls. */
async function web(redis: string): Promise<{ origin: string; child: ChildProcess }> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const env = exampleEnv({ PG_URL: test.urls.app, PORT: String(port), FRONTEND_URL: origin, REDIS_URI: redis, LOG_LEVEL: "silent" });
  const child = spawn(process.execPath, [MAIN], {
    cwd: path.dirname(MAIN),
    // next-intl's compiler asks for the home of whoever runs it.
    env: { NODE_ENV: "production", PATH: process.env["PATH"] ?? "", HOME: homedir(), ...env },
    stdio: "inherit",
  });
  for (let tries = 0; ; tries += 1) {
    const alive = await fetch(`${origin}/healthz`).catch(() => null);
    if (alive?.ok) return { origin, child };
    if (tries > 300 || child.exitCode !== null) throw new Error("the web process did not come up");
    await sleep(100);
  }
}

describe.skipIf(found.missing !== null)(`two web processes on one Redis ${found.missing ?? ""}`, () => {
  let redis: TestRedis;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    redis = await startRedis(found.path ?? "");
    const db = await openDatabase({ url: test.urls.app, applicationName: "seed", poolSize: 1 });
    await ensureUser(db, { ...OWNER, name: "Owner", roles: ["buyer", "seller"] });
    await db.close();
  });
  afterAll(async () => {
    for (const child of children) child.kill("SIGTERM");
    for (const child of children) if (child.exitCode === null) await once(child, "exit");
    await redis.stop();
  });

  it("abuse 18: a session revoked through one is nobody in the other at its next call, and its stream there ends within 2 s", async () => {
    const [here, there] = [await web(redis.url), await web(redis.url)];
    children.push(here.child, there.child);
    const owner = createAmanat({ baseUrl: here.origin });
    owner.setToken(await owner.auth.signIn(OWNER));
    const other = createAmanat({ baseUrl: there.origin });
    other.setToken(await other.auth.signIn(OWNER));
    const { sessions } = await other.auth.sessions();
    const sessionId = sessions.find(({ current }) => current)?.id ?? "";
    const ended = (async () => {
      for await (const _item of other.events.stream()) void _item;
    })().catch((error: unknown) => error);
    await sleep(1_000);
    await owner.auth.revokeSession({ sessionId });
    const at = performance.now();
    await expect(other.auth.sessions()).rejects.toMatchObject({ code: "INVALID_TOKEN" });
    expect(await ended).toMatchObject({ code: "INVALID_TOKEN" });
    expect(performance.now() - at).toBeLessThan(2_000);
  });
});
