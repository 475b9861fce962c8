import { ensureUser } from "@amanat/auth";
import { findRedis, startRedis, type TestRedis, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Door, openDoor } from "./door.fixture.ts";

const found = await findRedis();
const test = useDatabase();
const PASSWORD = "correct horse battery";
const EMAIL = "owner@amanat.test";

/** Two web processes' doors, which share a database and a Redis and nothing else. */
describe.skipIf(found.missing !== null)(`two web processes on one Redis ${found.missing ?? ""}`, () => {
  let redis: TestRedis;
  let here: Door;
  let there: Door;

  beforeAll(async () => {
    redis = await startRedis(found.path ?? "");
    await ensureUser(test.db, { email: EMAIL, password: PASSWORD, name: "Owner", roles: ["buyer", "seller"] });
    here = await openDoor(test.urls.app, { REDIS_URI: redis.url });
    there = await openDoor(test.urls.app, { REDIS_URI: redis.url });
  });
  afterAll(async () => {
    await here.close();
    await there.close();
    await redis.stop();
  });

  async function bearer(at: Door): Promise<Record<string, string>> {
    const sent = await fetch(`${at.origin}/api/trpc/auth.signIn`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: EMAIL, password: PASSWORD }),
    });
    const { result } = (await sent.json()) as { result: { data: { accessToken: string } } };
    return { authorization: `Bearer ${result.data.accessToken}`, "content-type": "application/json" };
  }

  async function sessionsOf(
    at: Door,
    headers: Record<string, string>,
  ): Promise<{ status: number; sessions: { id: string; current: boolean }[] }> {
    const sent = await fetch(`${at.origin}/api/trpc/auth.sessions?input=%7B%7D`, { headers });
    const body = (await sent.json()) as { result?: { data: { sessions: { id: string; current: boolean }[] } } };
    return { status: sent.status, sessions: body.result?.data.sessions ?? [] };
  }

  /** Opens a stream in one process, ends its session in the other, and answers how long the stream outlived it. */
  async function revoke(): Promise<number> {
    const victim = await bearer(there);
    const owner = await bearer(here);
    const stream = await fetch(`${there.origin}/api/trpc/events.stream`, { headers: victim });
    expect(stream.status).toBe(200);
    const ended = stream.text();
    const { sessions } = await sessionsOf(there, victim);
    const sessionId = sessions.find(({ current }) => current)?.id;
    const startedAt = performance.now();
    const revoked = await fetch(`${here.origin}/api/trpc/auth.revokeSession`, {
      method: "POST",
      headers: owner,
      body: JSON.stringify({ sessionId }),
    });
    expect(revoked.status).toBe(200);
    expect((await sessionsOf(there, victim)).status).toBe(401);
    expect(await ended).toContain("INVALID_TOKEN");
    return performance.now() - startedAt;
  }

  it("abuse 18: a session revoked in one is refused by the other's next call, and its stream there ends within 2 s", async () => {
    expect(await revoke()).toBeLessThan(2_000);
  });

  it("also while Redis is away", async () => {
    await redis.stop();
    expect(await revoke()).toBeLessThan(2_000);
  });
});
