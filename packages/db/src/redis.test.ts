import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Database, openDatabase } from "./index.ts";
import { findRedis, startRedis, type TestRedis, useDatabase } from "./testing/index.ts";

const found = await findRedis();
const house = useDatabase();

describe.skipIf(found.missing !== null)(`pokes by Redis ${found.missing ?? ""}`, () => {
  let redis: TestRedis;
  const open: Database[] = [];

  async function another(name: string, redisUrl: string | undefined = redis.url): Promise<{ db: Database; heard: string[] }> {
    const db = await openDatabase({ url: house.urls.app, applicationName: name, poolSize: 2, listen: true, redisUrl });
    open.push(db);
    const heard: string[] = [];
    db.bus.subscribe((channels) => heard.push(channels.length === 0 ? "everything" : channels.join()));
    return { db, heard };
  }

  /** Says it over and over until somebody hears: a subscription takes a moment. */
  function say(db: Database, channel: string): Promise<unknown> {
    const name = new URL(house.urls.app).pathname.slice(1);
    return db.redis!.publish(`amanat:${name}:poke`, JSON.stringify({ from: "elsewhere", channels: [channel] }));
  }

  beforeAll(async () => {
    redis = await startRedis(found.path ?? "");
  });
  afterAll(async () => {
    await Promise.all(open.map((db) => db.close()));
    await redis.stop();
  });

  test("a commit is told to Redis and not to Postgres; who listens is woken once", async () => {
    const speaker = await another("speaker");
    const listener = await another("listener");
    const postgres: string[] = [];
    await house.as("app", async (client) => {
      client.on("notification", ({ payload }) => postgres.push(payload ?? ""));
      await client.query("LISTEN amanat_poke");
      await vi.waitFor(async () => {
        await say(speaker.db, "session:1");
        expect(listener.heard).toContain("session:1");
      });
      const subscribed = speaker.db.redis!.duplicate({ lazyConnect: false, enableOfflineQueue: true });
      const told = new Promise<string>((resolve) => subscribed.on("message", (_channel, text: string) => resolve(text)));
      await subscribed.subscribe(`amanat:${new URL(house.urls.app).pathname.slice(1)}:poke`);
      speaker.db.onCommit(["deal:x"]);
      await vi.waitFor(() => expect(listener.heard).toContain("deal:x"));
      expect(JSON.parse(await told)).toMatchObject({ channels: ["deal:x"] });
      subscribed.disconnect();
      await client.query("SELECT 1");
    });
    expect(postgres).toEqual([]);
    for (const { heard } of [speaker, listener]) expect(heard.filter((channel) => channel === "deal:x")).toHaveLength(1);
  });

  test("while Redis is away Postgres carries; when it is back everybody looks for themselves", async () => {
    const { db, heard } = await another("survivor");
    const port = Number(new URL(redis.url).port);
    await vi.waitFor(async () => {
      await say(db, "before");
      expect(heard).toContain("before");
    });
    await redis.stop();
    await house.as("app", async (client) => {
      const told = new Promise<string>((resolve) => client.on("notification", ({ payload }) => resolve(payload ?? "")));
      await client.query("LISTEN amanat_poke");
      db.onCommit(["deal:y"]);
      expect(JSON.parse(await told)).toMatchObject({ channels: ["deal:y"] });
    });
    redis = await startRedis(found.path ?? "", port);
    await vi.waitFor(() => expect(heard).toContain("everything"), { timeout: 10_000 });
    await vi.waitFor(async () => {
      await say(db, "after");
      expect(heard).toContain("after");
    });
  });

  test("a start does not wait for a Redis that is not there", async () => {
    const { db } = await another("alone", "redis://127.0.0.1:1");
    await expect(db.redis!.ping()).rejects.toThrow();
    expect((await db.pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });
});
