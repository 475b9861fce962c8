import { createCtx } from "@amanat/db";
import { atOnce, type Cast, cast, expectRefused, failureCodes, type Person, proved, succeeded, useDatabase } from "@amanat/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { actorFromCredential, apiKeys, changeRoles, createApiKey, people as listPeople, revokeApiKey, rotateApiKey } from "./index.ts";
import { publicId, type UserActor } from "@amanat/contracts";

const test = useDatabase();
let people: Cast;
beforeAll(async () => {
  people = await cast(test.db);
});

const WANTED = { name: "Shop", scopes: ["deals:read" as const], cidrs: [] as string[], days: 30 };
const made = (changes: Partial<typeof WANTED> = {}) =>
  proved(people.buyer(), (ctx) => createApiKey(ctx, { ...WANTED, ...changes }, "test"));
const actor = (token: string, address = "203.0.113.9") => actorFromCredential(test.db, { carrier: "bearer", token, address });

describe("API keys", () => {
  it("are shown once, recognised by their beginning, and stored as a hash", async () => {
    const { key, view } = await made();
    expect(key).toMatch(/^amn_test_[a-z0-9]{12}_[A-Za-z0-9_-]{43}$/);
    expect(key.startsWith(`${view.prefix}_`)).toBe(true);
    expect(JSON.stringify(await apiKeys(people.buyer()))).not.toContain(key);
    const rows = await test.db.pool.query(`SELECT k::text AS row FROM "ApiKey" k`);
    expect(JSON.stringify(rows.rows)).not.toContain(key);
    const live = await proved(people.seller(), (ctx) => createApiKey(ctx, WANTED, "live"));
    expect(live.key).toMatch(/^amn_live_/);
  });

  it("abuse 04: act as their owner within their scopes, from their networks only", async () => {
    const { key } = await made({ cidrs: ["203.0.113.0/24", "2001:db8::/32"] });
    expect(await actor(key)).toMatchObject({ userId: people.buyer.id, scopes: ["deals:read"] });
    expect(await actor(key, "::ffff:203.0.113.77")).toMatchObject({ userId: people.buyer.id });
    expect(await actor(key, "2001:db8::1")).toMatchObject({ userId: people.buyer.id });
    for (const outside of ["198.51.100.1", "2001:db9::1", "203.0.114.1", "", "::1"])
      await expect(actor(key, outside)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(actorFromCredential(test.db, { carrier: "cookie", token: key, address: "203.0.113.9" })).rejects.toMatchObject({
      code: "INVALID_TOKEN",
    });
  });

  it("need a proof of presence over name, scopes and networks", async () => {
    await expect(createApiKey(people.buyer(), WANTED, "test")).rejects.toMatchObject({
      code: "STEP_UP_REQUIRED",
      stepUp: { action: "api_key.create", subject: expect.stringMatching(/^Shop \(30 days\): deals:read sha256:[0-9a-f]{64}$/) },
    });
    await expect(createApiKey(people.anonymous(), WANTED, "test")).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
  });

  it("are followed by another, and overlap for as long as was asked", async () => {
    const { key, view } = await made();
    await expect(rotateApiKey(people.buyer(), { apiKeyId: view.id, overlapHours: 1 })).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    await expect(rotateApiKey(people.stranger(), { apiKeyId: view.id, overlapHours: 1 })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const outcomes = await atOnce(5, () => proved(people.buyer(), (ctx) => rotateApiKey(ctx, { apiKeyId: view.id, overlapHours: 1 })));
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["INVALID_STATE"]));
    const [next] = succeeded(outcomes);
    if (!next) throw new Error("one rotation wins");
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(next.view).toMatchObject({ name: "Shop", scopes: ["deals:read"] });
    await actor(key);
    await actor(next.key);
    await test.db.pool.query(`UPDATE "ApiKey" SET "expiresAt" = "expiresAt" - interval '61 minutes' WHERE "prefix" = $1`, [view.prefix]);
    await expect(actor(key)).rejects.toMatchObject({ code: "INVALID_TOKEN" });
    await actor(next.key);
  });

  it("end at once when their owner says so, when they expire, and when their owner goes", async () => {
    const { key, view } = await made();
    await expect(revokeApiKey(people.stranger(), { apiKeyId: view.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(succeeded(await atOnce(5, () => revokeApiKey(people.buyer(), { apiKeyId: view.id })))).toHaveLength(1);
    await expect(actor(key)).rejects.toMatchObject({ code: "INVALID_TOKEN" });
    const other = await made();
    await test.db.pool.query(`UPDATE "ApiKey" SET "expiresAt" = now() - interval '1 second' WHERE "prefix" = $1`, [other.view.prefix]);
    await expect(actor(other.key)).rejects.toMatchObject({ code: "INVALID_TOKEN" });
    const last = await proved(people.seller2(), (ctx) => createApiKey(ctx, WANTED, "test"));
    await test.db.pool.query(`UPDATE "User" SET "deletedAt" = now() WHERE "id" = $1`, [people.seller2.id]);
    await expect(actor(last.key)).rejects.toMatchObject({ code: "INVALID_TOKEN" });
  });
});

describe("fifty API keys", () => {
  const input = { name: "One of many", scopes: ["deals:read" as const], cidrs: [], days: 1 };
  const make = () => proved(people.resolver(), (ctx) => createApiKey(ctx, input, "test"));

  it("are the most that live at the same time, also of several made at once; expired ones do not count", async () => {
    await test.db.pool.query(
      `INSERT INTO "ApiKey" ("id", "tenantId", "userId", "name", "prefix", "hash")
       SELECT gen_random_uuid(), "tenantId", "id", 'One', 'amn_test_' || n, sha256(n::text::bytea) FROM "User", generate_series(1, 48) n WHERE "id" = $1`,
      [people.resolver.id],
    );
    const outcomes = await atOnce(5, make);
    expect(succeeded(outcomes)).toHaveLength(2);
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["INVALID_STATE"]));
    await test.db.pool.query(`UPDATE "ApiKey" SET "expiresAt" = now() - interval '1 second' WHERE "userId" = $1`, [people.resolver.id]);
    await make();
  });
});

describe("roles", () => {
  const change = (version: number, roles: ("guard" | "admin" | "buyer")[]) => ({
    userId: publicId("user", people.stranger.id),
    version,
    roles,
  });

  it("are given by an admin who proves to be there, to others, once, and end what the person had open", async () => {
    await expectRefused(people, (ctx) => changeRoles(ctx, change(0, ["guard"])), { FORBIDDEN: ["buyer", "guard", "resolver"] });
    await expect(changeRoles(people.admin(), change(0, ["guard"]))).rejects.toMatchObject({
      code: "STEP_UP_REQUIRED",
      stepUp: { action: "roles.change", subject: `${publicId("user", people.stranger.id)}: guard` },
    });
    const self = { userId: publicId("user", people.admin.id), version: 0, roles: ["admin" as const, "guard" as const] };
    await expect(changeRoles(people.admin(), self)).rejects.toMatchObject({ code: "SELF_APPROVAL" });
    const woken: string[] = [];
    const stop = test.db.bus.subscribe((channels) => void woken.push(...channels));
    const outcomes = await atOnce(5, () => proved(people.admin(), (ctx) => changeRoles(ctx, change(0, ["guard"]))));
    stop();
    // A key's stream follows its owner's channel and no session's.
    expect(woken).toContain(`user:${people.stranger.id}`);
    expect(succeeded(outcomes)).toMatchObject([{ roles: ["guard"], version: 1 }]);
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["VERSION_CONFLICT"]));
    const session = await test.db.prisma.session.findUniqueOrThrow({ where: { id: people.stranger.sessionId } });
    expect(session.revokeReason).toBe("roles_changed");
    const trail = await test.db.prisma.auditEntry.findMany({ where: { action: "auth.roles.changed" } });
    expect(trail).toMatchObject([{ actorId: people.admin.id, subjectId: people.stranger.id }]);
  });

  it("are seen by guard and admin, page by page", async () => {
    await expect(listPeople(people.buyer(), { limit: 2 })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const first = await listPeople(people.guard(), { limit: 3 });
    const second = await listPeople(people.admin(), { limit: 3, cursor: first.meta.nextCursor ?? "" });
    expect(new Set([...first.data, ...second.data].map(({ id }) => id)).size).toBe(6);
    await expect(listPeople(people.guard(), { limit: 3, role: "admin", cursor: first.meta.nextCursor ?? "" })).rejects.toMatchObject({
      code: "INVALID_CURSOR",
    });
    const resolvers = [people.resolver, people.resolver2, people.resolver3].map(({ id }) => publicId("user", id));
    expect(new Set((await listPeople(people.guard(), { limit: 10, role: "resolver" })).data.map(({ id }) => id))).toEqual(
      new Set(resolvers),
    );
    expect((await listPeople(people.guard(), { limit: 10, search: people.seller.email.toUpperCase() })).data).toHaveLength(1);
    // What is typed is looked for as it is: none of these is in anybody's name or address.
    for (const search of ["%", "_", "s%r", "\\", "sell_r"])
      expect((await listPeople(people.guard(), { limit: 10, search })).data).toEqual([]);
  });

  it("are not taken from each other by two admins at once: one is left", async () => {
    for (let run = 0; run < 3; run += 1) {
      const two = await cast(test.db);
      const second = two.stranger;
      await test.db.prisma.user.update({ where: { id: second.id }, data: { roles: ["admin"] } });
      const demote = (by: Person, whom: Person) =>
        proved({ ...by(), actor: { ...by().actor, roles: ["admin"] } as UserActor }, (ctx) =>
          changeRoles(ctx, { userId: publicId("user", whom.id), version: 0, roles: ["buyer"] }),
        );
      const outcomes = await Promise.allSettled([demote(two.admin, second), demote(second, two.admin)]);
      expect(succeeded(outcomes)).toHaveLength(1);
      expect(await test.db.prisma.user.count({ where: { id: { in: [second.id, two.admin.id] }, roles: { has: "admin" } } })).toBe(1);
    }
  });
});

it("abuse 03: who somebody is comes from the credential, whatever the input says", async () => {
  const forged = { ...WANTED, userId: people.admin.id, roles: ["admin"] };
  const { key } = await proved(people.buyer(), (ctx) => createApiKey(ctx, forged, "test"));
  expect(await actor(key)).toMatchObject({ userId: people.buyer.id, roles: ["buyer", "seller"] });
  expect((await apiKeys(createCtx(test.db, await actor(key)))).keys.length).toBeGreaterThan(0);
});
