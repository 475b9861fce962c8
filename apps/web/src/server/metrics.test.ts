import { useDatabase } from "@amanat/testing";
import { expect, it } from "vitest";
import { openDoor } from "./door.fixture.ts";

const test = useDatabase();

it("figures are shown in production to whoever has the token, and to nobody else: this machine may be a proxy", async () => {
  const token = "9f3c1e7a5b2d8f60a1c4e7b9d2f5083c";
  for (const [changes, authorization, status] of [
    [{}, "", 403],
    [{}, `Bearer ${token}`, 403],
    [{ METRICS_BEARER_TOKEN: token }, "", 401],
    [{ METRICS_BEARER_TOKEN: token }, `Bearer ${token}`, 200],
  ] as const) {
    const production = await openDoor(test.urls.app, { AMANAT_MODE: "production", FRONTEND_URL: "https://amanat.example", ...changes });
    const answer = await fetch(`${production.origin}/metrics`, { headers: { authorization } });
    await production.close();
    expect(answer.status).toBe(status);
  }
});

it("the age of the oldest writer is told: readers of events stand behind it", async () => {
  const demo = await openDoor(test.urls.app);
  const figure = async (name: string): Promise<number> => {
    const text = await (await fetch(`${demo.origin}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  };
  const writer = await test.db.pool.connect();
  await writer.query("BEGIN");
  await writer.query("SELECT pg_current_xact_id()");
  await expect.poll(() => figure("amanat_oldest_writer_seconds"), { timeout: 10_000 }).toBeGreaterThan(0.2);
  expect(await figure("amanat_streams_stuck_seconds")).toBe(0);
  await writer.query("ROLLBACK");
  writer.release();
  await demo.close();
});
