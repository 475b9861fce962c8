import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureUser } from "@amanat/auth";
import { openDatabase } from "@amanat/db";
import { bootstrapRoles, type EmbeddedServer, migrate, startEmbeddedPostgres } from "@amanat/db/server";
import { findRedis, startRedis, type TestRedis } from "@amanat/testing";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Door, openDoor } from "./door.fixture.ts";
import { happen, openWire, readAlong, type Reading, signedIn, type Wire } from "./stream.fixture.ts";

/**
 * Two processes, with and without Redis between them: nothing is lost, doubled or out of order, whatever goes away meanwhile. The server is
 * its own, because it is restarted. `npm run prove -- stream` runs the long form, with 100,000 events each.
 */
const EVENTS = Number(process.env["AMANAT_STREAM_EVENTS"] ?? 1_200);
const WRITERS = 6;
const PASSWORD = "correct horse battery";
const PEOPLE = [
  { email: "buyer@amanat.test", name: "Buyer", roles: ["buyer", "seller"] },
  { email: "guard@amanat.test", name: "Guard", roles: ["guard"] },
] as const;

const redisHere = await findRedis();
let folder: string;
let server: EmbeddedServer;
let appUrl: string;

const startServer = (port?: number): Promise<EmbeddedServer> =>
  startEmbeddedPostgres({ dataDir: folder, ...(port === undefined ? {} : { port }), settings: ["fsync=off", "log_min_messages=fatal"] });

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "amanat-stream-proof-"));
  server = await startServer();
  const urls = await bootstrapRoles({ url: server.url, database: "amanat" });
  await migrate(urls.ownerUrl);
  appUrl = urls.appUrl;
  const db = await openDatabase({ url: appUrl, applicationName: "people", poolSize: 2 });
  for (const { email, name, roles } of PEOPLE) await ensureUser(db, { email, password: PASSWORD, name, roles: [...roles] });
  await db.close();
}, 60_000);
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

type Stage = { doors: readonly Door[]; wires: readonly Wire[]; readers: { reading: Reading; channels: readonly string[] }[] };

async function openStage(redis: TestRedis | null): Promise<Stage> {
  const stage: Stage = { doors: await Promise.all([openOne(redis), openOne(redis)]), wires: [], readers: [] };
  const wires: Wire[] = [];
  for (const door of stage.doors) {
    const wire = await openWire(door.origin);
    wires.push(wire);
    for (const { email } of PEOPLE) {
      const { amanat, actor } = await signedIn(door, wire.origin, email, PASSWORD);
      const { realtime } = door.built.services;
      const channels = await realtime.channelsOf(actor);
      stage.readers.push({ reading: readAlong(amanat, await realtime.cursorNow(actor)), channels });
    }
  }
  return { ...stage, wires };
}

const openOne = (redis: TestRedis | null): Promise<Door> => openDoor(appUrl, redis === null ? {} : { REDIS_URI: redis.url });

/** Writes until so much has happened; what a write came to is not asked, since the database will tell. */
async function write({ doors, readers }: Stage, share: number, of: number): Promise<void> {
  const channels = [...new Set(readers.flatMap(({ channels: own }) => own)), "role:admin"];
  const { db } = doors[of % doors.length]?.built.services ?? expect.fail("no door");
  const pick = (): string => channels[Math.floor(Math.random() * channels.length)] ?? "market";
  for (let written = 0; written < share; written += 4) {
    const several = Array.from({ length: 4 }, (_, n) => (n === 0 ? [...new Set([pick(), "market", pick()])] : [pick()]));
    await happen(db, several).catch(() => sleep(100));
  }
}

/** Begins before all that follows, and commits late. */
function writeLate({ doors }: Stage, afterMs: number): Promise<unknown> {
  const { db } = doors[0]?.built.services ?? expect.fail("no door");
  return happen(db, [["market"]], undefined, async (tx) => {
    await tx.tx.$queryRaw`SELECT pg_current_xact_id()::text`;
    await sleep(afterMs);
  });
}

/** What each reader ought to have been told, by the order that the events stand in. */
async function expected({ doors }: Stage, channels: readonly string[], from: bigint): Promise<string[]> {
  const { db } = doors[0]?.built.services ?? expect.fail("no door");
  const { rows } = await db.pool.query<{ name: string }>(
    `SELECT "payload"->>'requestId' AS "name" FROM "Event" WHERE "channel" = ANY($1) AND "seq" > $2 GROUP BY "stamp", "seq", "name" ORDER BY "stamp", "seq"`,
    [channels, String(from)],
  );
  return rows.map(({ name }) => name);
}

function verdictOf(told: readonly string[], wanted: readonly string[]) {
  const rank = new Map(wanted.map((name, n) => [name, n]));
  const ranks = told.map((name) => rank.get(name) ?? -1);
  const had = new Set(told);
  return {
    lost: wanted.filter((name) => !had.has(name)).length,
    doubled: told.length - had.size,
    disordered: ranks.filter((one, n) => n > 0 && one < (ranks[n - 1] ?? 0)).length,
  };
}

/** The last number before anything is told. */
async function lastNumber({ doors }: Stage): Promise<bigint> {
  const { rows } = (await doors[0]?.built.services.db.pool.query<{ n: string }>(`SELECT coalesce(max("seq"), 0) AS n FROM "Event"`)) ?? {
    rows: [],
  };
  return BigInt(rows[0]?.n ?? 0);
}

it.each([...(redisHere.path === null ? [] : ["with"]), "without"] as const)(
  "two processes %s Redis: nothing lost, doubled or out of order over cut wires, a late commit and restarts",
  async (how) => {
    let redis = how === "with" && redisHere.path !== null ? await startRedis(redisHere.path) : null;
    const stage = await openStage(redis);
    const from = await lastNumber(stage);
    const cutting = setInterval(() => stage.wires[Math.floor(Math.random() * stage.wires.length)]?.cut(), 700);
    const writing = Promise.all([
      writeLate(stage, 1_500).catch(() => undefined),
      ...Array.from({ length: WRITERS }, (_, n) => write(stage, EVENTS / WRITERS, n)),
    ]);
    await sleep(600);
    const { port } = server;
    await server.stop();
    server = await startServer(port);
    if (redis !== null && redisHere.path !== null) {
      const at = Number(new URL(redis.url).port);
      await redis.stop();
      redis = await startRedis(redisHere.path, at);
    }
    await writing;
    // One more that begins first and commits last, with all others behind it.
    await Promise.all([writeLate(stage, 1_000), write(stage, WRITERS * 4, 1)]);
    clearInterval(cutting);
    const sums = { lost: 0, doubled: 0, disordered: 0 };
    let events = 0;
    for (const { reading, channels } of stage.readers) {
      const wanted = await expected(stage, channels, from);
      await vi.waitFor(() => expect(reading.names.length).toBeGreaterThanOrEqual(wanted.length), 60_000).catch(() => undefined);
      expect(reading.failure()).toBeNull();
      const { lost, doubled, disordered } = verdictOf(reading.names, wanted);
      sums.lost += lost;
      sums.doubled += doubled;
      sums.disordered += disordered;
      events += wanted.length;
      await reading.end();
    }
    for (const wire of stage.wires) wire.close();
    for (const door of stage.doors) await door.close();
    await redis?.stop();
    process.stdout.write(
      `${events} events read ${how} Redis: ${sums.lost} lost, ${sums.doubled} doubled, ${sums.disordered} out of order\n`,
    );
    expect(events).toBeGreaterThan(EVENTS);
    expect(sums).toEqual({ lost: 0, doubled: 0, disordered: 0 });
  },
  EVENTS > 2_000 ? 3_600_000 : 60_000,
);
