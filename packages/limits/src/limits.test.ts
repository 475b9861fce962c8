import { PROCEDURES } from "@amanat/contracts";
import { createCtx, changeSetting, inTransaction, openDatabase, TENANT_ID, type Database } from "@amanat/db";
import { findRedis, startRedis, type TestRedis, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Limits, openLimits } from "./limits.ts";
import { DEFAULT_LIMITS } from "./rules.ts";
import { SETTINGS } from "./settings.ts";

const found = await findRedis();
const house = useDatabase();
const small = { ...DEFAULT_LIMITS, money: { points: 3, seconds: 60 }, read: { points: 100, seconds: 60 } };

const code = (work: Promise<unknown>) =>
  work.then(
    () => "OK",
    (error: { code?: string }) => error.code ?? "?",
  );

/** What holds wherever the counting is done. `two` are the counters of two processes. */
function counts(two: () => readonly [Limits, Limits]): void {
  it("lets through exactly what is allowed, also to many at once and in two processes", async () => {
    const [one, other] = two();
    const codes = await Promise.all(Array.from({ length: 20 }, (_, n) => code((n % 2 ? one : other).take("money", "person-a"))));
    expect(codes.filter((each) => each === "OK")).toHaveLength(3);
    expect(codes.filter((each) => each === "RATE_LIMITED")).toHaveLength(17);
    expect(await code(one.take("money", "person-b"))).toBe("OK");
  });

  it("says what is left and when it is whole again", async () => {
    const [one, other] = two();
    expect(await one.take("money", "person-c")).toMatchObject({ limit: 3, remaining: 2 });
    expect(await other.take("money", "person-c")).toMatchObject({ limit: 3, remaining: 1 });
    await one.take("money", "person-c");
    const refused = await one.take("money", "person-c").catch((error: Error) => error.cause);
    expect(refused).toMatchObject({ budget: { limit: 3, remaining: -1 } });
    const wait = (refused as { retryAfterSeconds: number }).retryAfterSeconds;
    expect(wait).toBeGreaterThan(50);
    expect(wait).toBeLessThanOrEqual(60);
  });

  it("takes a point back", async () => {
    const [one, other] = two();
    for (let n = 0; n < 10; n += 1) {
      await one.take("money", "person-d");
      await other.giveBack("money", "person-d");
    }
    expect(await one.take("money", "person-d")).toMatchObject({ remaining: 2 });
  });

  it("knows the first use of a key", async () => {
    const [one, other] = two();
    const uses = await Promise.all([one, other, one, other].map((limits) => limits.firstUse("token-1", 60)));
    expect(uses.filter(Boolean)).toHaveLength(1);
  });

  it("hands reads out from leases, and no more of them in two processes than one lease above the allowance", async () => {
    const [one, other] = two();
    let passed = 0;
    for (let n = 0; n < 150; n += 1) passed += (await code((n % 2 ? one : other).take("read", "reader"))) === "OK" ? 1 : 0;
    expect(passed).toBeGreaterThan(90);
    expect(passed).toBeLessThanOrEqual(100);
  });
}

describe("counted in Postgres", () => {
  let second: Database;
  let both: readonly [Limits, Limits];
  beforeAll(async () => {
    second = await openDatabase({ url: house.urls.app, applicationName: "second", poolSize: 5 });
    both = [openLimits(house.db, small), openLimits(second, small)];
  });
  afterAll(async () => {
    for (const limits of both) limits.close();
    await second.close();
  });
  counts(() => both);

  it("keeps no address, name or e-mail: every key is a digest of one length", async () => {
    await both[0].take("write", "somebody@example.org");
    const rows = await house.db.pool.query<{ key: string }>(`SELECT "key" FROM "RateLimit"`);
    expect(rows.rows.length).toBeGreaterThan(3);
    for (const { key } of rows.rows) expect(key).toMatch(/^[a-z]+:[A-Za-z0-9_-]{22}$/);
  });

  it("an operator's setting holds within seconds, and a wrong one is as if it were not set", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      const limits = openLimits(house.db, small);
      const system = createCtx(house.db, { kind: "system", tenantId: TENANT_ID, process: "cli" });
      const put = (value: object) => inTransaction(system, (tx) => changeSetting(tx, SETTINGS.limits, { ...value }));
      /** The first call after the pause still goes by what was known, and has the news fetched. */
      const limitNow = async (): Promise<number> => {
        vi.advanceTimersByTime(6_000);
        let seen = 0;
        await vi.waitFor(async () => {
          const before = seen;
          seen = (await limits.take("write", `${Math.random()}`)).limit;
          expect(seen).toBe(before);
        });
        return seen;
      };
      await put({ write: { points: 7, seconds: 60 } });
      expect((await limits.take("write", "x")).limit).toBe(7);
      await put({ write: { points: 9, seconds: 60 } });
      await vi.waitFor(async () => expect(await limitNow()).toBe(9));
      await put({ write: { points: -1, seconds: 60 } });
      await vi.waitFor(async () => expect(await limitNow()).toBe(small.write.points));
      limits.close();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe.skipIf(found.missing !== null)(`counted in Redis ${found.missing ?? ""}`, () => {
  let redis: TestRedis;
  let open: Database[] = [];
  let both: readonly [Limits, Limits];
  beforeAll(async () => {
    redis = await startRedis(found.path ?? "");
    const another = () => openDatabase({ url: house.urls.app, applicationName: "redis", poolSize: 5, redisUrl: redis.url });
    open = [await another(), await another()];
    both = [openLimits(open[0]!, small), openLimits(open[1]!, small)];
  });
  afterAll(async () => {
    for (const limits of both) limits.close();
    await Promise.all(open.map((db) => db.close()));
    await redis.stop();
  });
  counts(() => both);

  it("not in Postgres, and in Postgres once Redis is away", async () => {
    const rows = async () => (await house.db.pool.query(`SELECT 1 FROM "RateLimit" WHERE "key" LIKE 'ai:%'`)).rowCount;
    await both[0].take("ai", "somebody");
    expect(await rows()).toBe(0);
    await redis.stop();
    const codes = await Promise.all(Array.from({ length: 25 }, (_, n) => code(both[n % 2 === 0 ? 0 : 1].take("ai", "somebody"))));
    expect(codes.filter((each) => each === "OK")).toHaveLength(DEFAULT_LIMITS.ai.points);
    expect(await rows()).toBe(1);
  });
});

it("no procedure may be called as often as anybody likes, and polling is far from its limit", () => {
  const rows = Object.entries(PROCEDURES).flatMap(([namespace, procedures]) =>
    Object.entries(procedures).map(([name, { access }]) => [`${namespace}.${name}`, access.rate] as const),
  );
  expect(rows.filter(([, rate]) => rate === "none")).toEqual([]);
  expect(rows.filter(([, rate]) => rate === "polled").map(([path]) => path)).toContain("deals.getDeal");
  // One tab of each page that asks by itself: pay (each second), deal, payouts, payout, custody, and its stream.
  const perMinute = 60 + 4 * 3 + 3 + 6 + 2 + 4;
  expect(DEFAULT_LIMITS.polled.points * (60 / DEFAULT_LIMITS.polled.seconds)).toBeGreaterThanOrEqual(10 * perMinute);
});
