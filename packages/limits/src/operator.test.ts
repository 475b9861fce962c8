import { changeLimitInput, isDomainError, LIMIT_TIERS, type LimitList, limitList } from "@amanat/contracts";
import { changeSetting, type Ctx, type Database, inTransaction, newId, openDatabase } from "@amanat/db";
import { atOnce, type Cast, cast, expectRefused, failureCodes, proved, succeeded, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type * as z from "zod";
import { openLimits } from "./limits.ts";
import { changeLimit } from "./verbs/change-limit.ts";
import { limitTiers } from "./reads/limit-tiers.ts";
import { allowedFor, DEFAULT_LIMITS, type Tier } from "./rules.ts";
import { SETTINGS } from "./settings.ts";

const house = useDatabase();
let people: Cast;
let second: Database;
beforeAll(async () => {
  people = await cast(house.db);
  second = await openDatabase({ url: house.urls.app, applicationName: "second", poolSize: 5 });
});
afterAll(() => second.close());
beforeEach(() => house.db.prisma.setting.deleteMany({ where: { key: SETTINGS.limits.key } }));

type Wish = z.input<typeof changeLimitInput>;
/** As a client does: read on the way in and out by the contract, with the proof that is asked for. */
const change = (ctx: Ctx, wish: Wish) => proved(ctx, (proven) => changeLimit(proven, changeLimitInput.parse(wish), DEFAULT_LIMITS));
const list = async (ctx: Ctx): Promise<LimitList> => limitList.parse(await limitTiers(ctx, DEFAULT_LIMITS));
const viewOf = (all: LimitList, tier: Tier) => all.limits.find((each) => each.tier === tier);
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (isDomainError(error) ? error : Promise.reject(error)),
  );

describe("an admin", () => {
  it("reads every tier, with what is usual and what is allowed", async () => {
    const all = await list(people.admin());
    expect(all.version).toBe(0);
    expect(all.limits.map(({ tier }) => tier)).toEqual(LIMIT_TIERS);
    for (const { tier, current, usual, changed } of all.limits)
      expect([current, usual, changed]).toEqual([DEFAULT_LIMITS[tier], usual, null]);
  });

  it("changes one and returns it to what is usual; the trail says from what to what", async () => {
    const changed = await change(people.admin(), { tier: "auth", version: 0, to: { points: 20, seconds: 900 } });
    expect(changed.version).toBe(1);
    expect(viewOf(changed, "auth")).toMatchObject({
      current: { points: 20, seconds: 900 },
      usual: { points: 10, seconds: 900 },
      changed: { at: expect.any(String), by: "admin" },
    });
    const back = await change(people.admin2(), { tier: "auth", version: 1, to: null });
    expect(viewOf(back, "auth")).toMatchObject({ current: { points: 10, seconds: 900 }, changed: null });
    expect(await list(people.admin())).toEqual(limitList.parse(back));
    const trail = await house.db.prisma.auditEntry.findMany({ where: { action: "limits.changed" }, orderBy: { at: "asc" } });
    const [ten, twenty] = [10, 20].map((points) => ({ points, seconds: 900 }));
    expect(trail.map(({ actorId, payload }) => [actorId, payload])).toMatchObject([
      [people.admin.id, { tier: "auth", usual: false, before: ten, after: twenty }],
      [people.admin2.id, { tier: "auth", usual: true, before: twenty, after: ten }],
    ]);
  });

  it("sees what was set by other means, and leaves the other tiers alone", async () => {
    await inTransaction(people.system(), (tx) => changeSetting(tx, SETTINGS.limits, { money: { points: 7, seconds: 61 } }));
    const set = await change(people.admin(), { tier: "ai", version: 1, to: { points: 40, seconds: 900 } });
    expect(viewOf(set, "money")).toMatchObject({ current: { points: 7, seconds: 61 }, changed: { at: expect.any(String), by: null } });
    expect(viewOf(set, "ai")?.current.points).toBe(40);
  });

  it("abuse 27: proves to be there, for exactly this tier and value", async () => {
    const wish = { tier: "auth", version: 0, to: { points: 20, seconds: 900 } } as const;
    const asked = await failure(changeLimit(people.admin(), wish, DEFAULT_LIMITS));
    expect(asked).toMatchObject({ code: "STEP_UP_REQUIRED", stepUp: { action: "limits.change", subject: "auth: 20 in 900 s" } });
    await proved(people.admin(), async (proven) => {
      await changeLimit(proven, wish, DEFAULT_LIMITS);
      const other = await failure(changeLimit(proven, { ...wish, version: 1, to: { points: 30, seconds: 900 } }, DEFAULT_LIMITS));
      expect(other?.code).toBe("STEP_UP_REQUIRED");
    });
  });

  it("and nobody else reads or changes them", async () => {
    for (const act of [list, (ctx: Ctx) => change(ctx, { tier: "auth", version: 0, to: null })])
      await expectRefused(people, act, { FORBIDDEN: ["guard", "resolver", "stranger"] });
  });
});

describe("bounds", () => {
  it("keep every tier between a quarter and ten times what is usual, over any span", () => {
    for (const usual of Object.values(DEFAULT_LIMITS)) {
      for (const { seconds, least, most } of allowedFor(usual)) {
        expect(least).toBeGreaterThanOrEqual(usual.points / 4);
        expect(least / seconds).toBeGreaterThanOrEqual(usual.points / usual.seconds / 4);
        expect(most).toBeGreaterThanOrEqual(least);
        expect(most / seconds).toBeLessThanOrEqual((usual.points / usual.seconds) * 10);
      }
    }
  });

  it.each([
    [{ points: 2, seconds: 900 }, "too_small"],
    [{ points: 101, seconds: 900 }, "too_big"],
    [{ points: 100, seconds: 60 }, "too_big"],
  ] as const)("%o is refused with what is allowed, before any proof is asked for", async (to, code) => {
    const refused = await failure(changeLimit(people.admin(), { tier: "auth", version: 0, to }, DEFAULT_LIMITS));
    expect(refused).toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path: "to.points", code }] });
    expect(refused?.message).toMatch(/^auth may be 3 to (100 in 900|6 in 60) seconds\.$/);
  });

  it("spans are the ones offered", () => {
    expect(changeLimitInput.safeParse({ tier: "auth", version: 0, to: { points: 10, seconds: 86_400 } }).success).toBe(false);
  });
});

describe("at once and again", () => {
  it("one of many admins gets through, also where nothing was set before", async () => {
    for (const version of [0, 1]) {
      const outcomes = await atOnce(8, (n) =>
        change(n % 2 ? people.admin() : people.admin2(), { tier: n % 2 ? "auth" : "mail", version, to: { points: 20 + n, seconds: 900 } }),
      );
      expect(succeeded(outcomes)).toHaveLength(1);
      expect(new Set(failureCodes(outcomes))).toEqual(new Set(["VERSION_CONFLICT"]));
    }
  });

  it("the same key answers again, with another wish it conflicts", async () => {
    const idempotencyKey = newId();
    const wish = { tier: "auth", version: 0, to: { points: 20, seconds: 900 } } as const;
    const first = await change(people.admin({ idempotencyKey }), wish);
    expect(await change(people.admin({ idempotencyKey }), wish)).toEqual(first);
    expect((await failure(change(people.admin({ idempotencyKey }), { ...wish, to: null })))?.code).toBe("IDEMPOTENCY_CONFLICT");
    expect((await list(people.admin())).version).toBe(1);
  });
});

it("every web process follows a change within seconds, and back", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const processes = [openLimits(house.db), openLimits(second)];
  /** What each process lets a call have once its settings have aged; the first call after that fetches the news. */
  const seen = async (): Promise<number[]> => {
    vi.advanceTimersByTime(6_000);
    return Promise.all(processes.map(async (limits) => (await limits.count("write", newId())).limit));
  };
  try {
    expect(await seen()).toEqual([240, 240]);
    const { version } = await change(people.admin(), { tier: "write", version: 0, to: { points: 60, seconds: 60 } });
    await vi.waitFor(async () => expect(await seen()).toEqual([60, 60]));
    await change(people.admin(), { tier: "write", version, to: null });
    await vi.waitFor(async () => expect(await seen()).toEqual([240, 240]));
  } finally {
    vi.useRealTimers();
    for (const limits of processes) limits.close();
  }
});
