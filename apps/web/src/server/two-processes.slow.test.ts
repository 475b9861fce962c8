import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureUser } from "@amanat/auth";
import { openDatabase } from "@amanat/db";
import { createAmanat } from "@amanat/sdk";
import { findRedis, startRedis, type TestRedis, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWeb } from "./web-process.fixture.ts";

const found = await findRedis();
const test = useDatabase();
const OWNER = { email: "owner@amanat.test", password: "correct horse battery" };

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
    const settings = { PG_URL: test.urls.app, REDIS_URI: redis.url };
    const [here, there] = [await startWeb(settings), await startWeb(settings)];
    children.push(here.child, there.child);
    const owner = createAmanat({ baseUrl: here.origin });
    owner.setToken(await owner.auth.signIn(OWNER));
    const other = createAmanat({ baseUrl: there.origin });
    other.setToken(await other.auth.signIn(OWNER));
    const { sessions } = await other.auth.sessions();
    const sessionId = sessions.find(({ current }) => current)?.id ?? "";
    const ended = (async () => {
      for await (const _item of other.events.stream()) void _item;
    })().catch((error: unknown) => ({ error, at: performance.now() }));
    await sleep(1_000);
    await owner.auth.revokeSession({ sessionId });
    const at = performance.now();
    await expect(other.auth.sessions()).rejects.toMatchObject({ code: "INVALID_TOKEN" });
    const end = await ended;
    expect(end).toMatchObject({ error: { code: "INVALID_TOKEN" } });
    // Of the stream's end alone: the call before it takes its time on a busy machine.
    expect((end?.at ?? Infinity) - at).toBeLessThan(2_000);
  });
});
