import { setTimeout as sleep } from "node:timers/promises";
import { type Actor, publicId } from "@amanat/contracts";
import * as z from "zod";
import { describe, expect, test } from "vitest";
import {
  appendEvents,
  audit,
  beat,
  changeSetting,
  closeDeadline,
  createCtx,
  type Ctx,
  type CtxOptions,
  decodeCursor,
  derivedId,
  encodeCursor,
  enqueue,
  ensureQueue,
  heartbeats,
  inTransaction,
  type Json,
  newId,
  newsOf,
  openDatabase,
  pauseDeadline,
  requireRole,
  requireSystem,
  requireUser,
  resumeDeadline,
  setDeadline,
  setting,
  settingNow,
  sqlStateOf,
  takeDueDeadline,
  TENANT_ID,
} from "./index.ts";
import { useDatabase } from "./testing/index.ts";

const house = useDatabase();
const system: Actor = { kind: "system", tenantId: TENANT_ID, process: "worker" };

function ctxOf(actor: Actor = system, options: CtxOptions = {}): Ctx {
  return createCtx(house.db, actor, options);
}

function person(): Actor {
  return {
    kind: "user",
    tenantId: TENANT_ID,
    userId: newId(),
    sessionId: newId(),
    name: "Somebody",
    roles: ["seller", "guard"],
    scopes: null,
  };
}

function changed(requestId: string, channels: string[]) {
  return {
    type: "request.changed.v1",
    subjectId: requestId,
    payload: { requestId: publicId("request", requestId), status: "active" },
    channels,
    actorRole: "guard",
  } as const;
}

describe("events", () => {
  test("one row per channel, the reaction on the first alone, the author from the actor in the capacity of the event, nobody for what follows by itself", async () => {
    const id = newId();
    const channels = [`deal:${id}`, `user:${id}`, `user:${id}`];
    const woken: string[] = [];
    const stop = house.db.bus.subscribe((names) => woken.push(...names));
    await inTransaction(ctxOf(person()), (tx) =>
      appendEvents(tx, [
        changed(id, channels),
        { ...changed(id, [`deal:${id}`]), reacts: false, actorRole: "buyer" },
        { ...changed(id, [`deal:${id}`]), actorRole: "system" },
      ]),
    );
    stop();
    const rows = await house.db.prisma.event.findMany({ where: { subjectId: id }, orderBy: [{ channel: "asc" }, { seq: "asc" }] });
    expect(rows.map((row) => [row.channel, row.reacts, row.actorName, row.actorRole])).toEqual([
      [`deal:${id}`, true, "Somebody", "guard"],
      [`deal:${id}`, false, "Somebody", "buyer"],
      [`deal:${id}`, true, "Amanat", "system"],
      [`user:${id}`, false, "Somebody", "guard"],
    ]);
    // The copies of one event are known by their number, whatever their channel.
    expect(rows[3]).toMatchObject({ seq: rows[0]?.seq, stamp: rows[0]?.stamp });
    expect(new Set(rows.map(({ seq }) => seq)).size).toBe(3);
    expect(woken.toSorted()).toEqual([newsOf("request"), `deal:${id}`, `user:${id}`]);
  });

  test("60 writers on shared channels, named in any order: each has its number, which its copies share, and nobody waits or deadlocks", async () => {
    const [a, b, c] = [newId(), newId(), newId()];
    const open = await house.db.pool.connect();
    await open.query("BEGIN");
    await open.query(
      `INSERT INTO "Event" ("channel", "seq", "tenantId", "type", "subjectId", "actorKind", "actorName", "actorRole", "payload", "correlationId", "stamp")
       VALUES ($1, nextval('event_seq'), $2, 'request.changed.v1', $3, 'system', 'Amanat', 'system', '{}', 'c', event_stamp())`,
      [`deal:${a}`, TENANT_ID, a],
    );
    await Promise.all(
      Array.from({ length: 60 }, (_, n) => {
        const names = [`deal:${a}`, `deal:${b}`, `deal:${c}`];
        return inTransaction(ctxOf(), (tx) => appendEvents(tx, [changed(a, n % 2 === 0 ? names : names.toReversed())]));
      }),
    );
    // The first one is still there: it held back nobody.
    await open.query("ROLLBACK");
    open.release();
    const numbers = await Promise.all(
      [a, b, c].map(async (id) =>
        (await house.db.prisma.event.findMany({ where: { channel: `deal:${id}` }, orderBy: { seq: "asc" } })).map(({ seq }) => seq),
      ),
    );
    expect(new Set(numbers[0]).size).toBe(60);
    expect(numbers[1]).toEqual(numbers[0]);
    expect(numbers[2]).toEqual(numbers[0]);
  });

  test("what follows from another comes after it, though its transaction began before", async () => {
    const id = newId();
    const place = async (n: number) => (await house.db.prisma.event.findMany({ where: { subjectId: id }, orderBy: { seq: "asc" } }))[n];
    const [begun, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const early = inTransaction(ctxOf(), async (tx) => {
      // It has its place among the transactions, and learns only later what the other wrote.
      await tx.tx.$queryRaw`SELECT pg_current_xact_id()::text`;
      begun.resolve();
      await told.promise;
      await appendEvents(tx, [changed(id, ["market"])]);
    });
    await begun.promise;
    await inTransaction(ctxOf(), (tx) => appendEvents(tx, [changed(id, ["market"])]));
    told.resolve();
    await early;
    const [first, second] = [await place(0), await place(1)];
    if (first === undefined || second === undefined) throw new Error("an event is missing");
    expect(second.stamp).toBeGreaterThanOrEqual(first.stamp);
    expect(second.seq).toBeGreaterThan(first.seq);
  });

  test("a rolled-back writer leaves nothing and a wrong payload is refused", async () => {
    const id = newId();
    const failing = inTransaction(ctxOf(), async (tx) => {
      await appendEvents(tx, [changed(id, [`deal:${id}`])]);
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    await inTransaction(ctxOf(), (tx) => appendEvents(tx, [changed(id, [`deal:${id}`])]));
    expect(await house.db.prisma.event.count({ where: { subjectId: id } })).toBe(1);
    const wrong = { ...changed(id, ["market"]), payload: { requestId: "req_1", status: "active" } };
    await expect(inTransaction(ctxOf(), (tx) => appendEvents(tx, [wrong]))).rejects.toThrow(z.ZodError);
  });

  test("are never changed", async () => {
    const id = newId();
    await inTransaction(ctxOf(), (tx) => appendEvents(tx, [changed(id, [`deal:${id}`])]));
    for (const sql of [
      'UPDATE "Event" SET "payload" = \'{}\'',
      'UPDATE "Event" SET "actorName" = \'x\'',
      'UPDATE "Event" SET "stamp" = 0',
      'DELETE FROM "Event"',
      'TRUNCATE "Event"',
      'UPDATE "AuditEntry" SET "action" = \'x\'',
      'DELETE FROM "AuditEntry"',
      'TRUNCATE "AuditEntry"',
    ]) {
      for (const role of ["app", "owner", "superuser"] as const) {
        expect([role, sql, await house.as(role, (client) => client.query(sql).then(() => null, sqlStateOf))]).toEqual([role, sql, "42501"]);
      }
    }
  });
});

describe("audit", () => {
  test("names actor, session and transaction, with a salted digest", async () => {
    const actor = person();
    const subjectId = newId();
    await inTransaction(ctxOf(actor), (tx) => audit(tx, { action: "test.done", subjectKind: "test", subjectId, payload: { a: 1 } }));
    const row = await house.db.prisma.auditEntry.findFirstOrThrow({ where: { subjectId } });
    expect(row).toMatchObject({ actorKind: "user", action: "test.done", payload: { a: 1 }, epoch: 1 });
    expect([row.salt.length, row.digest.length, row.xid > 0n]).toEqual([16, 32, true]);
  });
});

describe("timers", () => {
  test("pause keeps what is left, resume runs on, close ends, and one worker at a time takes a due one", async () => {
    const key = { purpose: "pay", subjectId: newId() };
    const start = new Date("2026-01-01T00:00:00Z");
    const at = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
    const ctxAt = (minutes: number) => ctxOf(system, { clock: { now: () => Promise.resolve(at(minutes)) } });
    await inTransaction(ctxAt(0), (tx) => setDeadline(tx, { ...key, dueAt: at(15) }));
    await inTransaction(ctxAt(5), (tx) => pauseDeadline(tx, key));
    expect(await inTransaction(ctxAt(60), (tx) => takeDueDeadline(tx, ["pay"]))).toBeNull();
    await inTransaction(ctxAt(60), (tx) => resumeDeadline(tx, key));
    expect(await inTransaction(ctxAt(69), (tx) => takeDueDeadline(tx, ["pay"]))).toBeNull();
    const taken = await Promise.all(
      [1, 2].map(() =>
        inTransaction(ctxAt(70), async (tx) => {
          const due = await takeDueDeadline(tx, ["pay"]);
          await sleep(150);
          if (due) await closeDeadline(tx, key, "done");
          return due?.subjectId ?? null;
        }),
      ),
    );
    expect(taken.filter((id) => id !== null)).toEqual([key.subjectId]);
    expect(await house.db.prisma.deadline.findFirstOrThrow({ where: key })).toMatchObject({ status: "done", dueAt: at(70) });
    await inTransaction(ctxAt(80), (tx) => setDeadline(tx, { ...key, dueAt: at(90) }));
    expect(await house.db.prisma.deadline.findFirstOrThrow({ where: key })).toMatchObject({ status: "pending", closedAt: null });
  });
});

describe("jobs", () => {
  test("a job exists only if its transaction committed", async () => {
    const db = await openDatabase({ url: house.urls.app, applicationName: "jobs-test", jobs: true });
    try {
      const ctx = createCtx(db, system);
      await ensureQueue(db, "test-queue");
      await ensureQueue(db, "test-queue");
      const lost = inTransaction(ctx, async (tx) => {
        await enqueue(tx, "test-queue", { n: 1 });
        throw new Error("no");
      });
      await expect(lost).rejects.toThrow("no");
      await inTransaction(ctx, (tx) => enqueue(tx, "test-queue", { n: 2 }));
      expect((await db.boss?.fetch<{ n: number }>("test-queue", { batchSize: 10 }))?.map((job) => job.data)).toEqual([{ n: 2 }]);
    } finally {
      await db.close();
    }
  });
});

describe("small things", () => {
  test("amounts of 78 digits come back as the bigint they went in as", async () => {
    const largest = 2n ** 256n - 1n;
    const id = newId();
    const data = {
      id,
      tenantId: TENANT_ID,
      buyerId: newId(),
      title: "t",
      description: "d",
      productType: "service",
      category: "other",
      assetId: "a",
      urgency: "normal",
      delivery: {},
      expiresAt: new Date(),
    } as const;
    await house.db.prisma.request.create({ data: { ...data, budgetMin: "1", budgetMax: largest.toString() } });
    const row = await house.db.prisma.request.findUniqueOrThrow({ where: { id } });
    expect([row.budgetMin, row.budgetMax]).toEqual([1n, largest]);
    expect(await house.db.prisma.request.count({ where: { id, budgetMax: { gte: largest.toString() } } })).toBe(1);
  });

  test("cursors survive only untouched and in their own list", () => {
    const cursor = encodeCursor("secret", "list:a", ["2026", 7, null]);
    expect(decodeCursor("secret", "list:a", cursor)).toEqual(["2026", 7, null]);
    for (const [secret, tag, text] of [
      ["secret", "list:b", cursor],
      ["other", "list:a", cursor],
      ["secret", "list:a", `${cursor}x`],
      ["secret", "list:a", `A${cursor}`],
      ["secret", "list:a", ""],
    ] as const) {
      expect(() => decodeCursor(secret, tag, text)).toThrow(expect.objectContaining({ code: "INVALID_CURSOR" }));
    }
  });

  const knob = (key: string, usual: number) => ({ key, schema: z.number().int(), usual, says: "" });

  test("settings answer the fallback until set, and when what is stored is not valid", async () => {
    const minutes = knob("test.minutes", 15);
    const read = () => setting(ctxOf(), minutes);
    expect(await read()).toBe(15);
    await inTransaction(ctxOf(), (tx) => changeSetting(tx, minutes, 20));
    expect(await read()).toBe(20);
    await inTransaction(ctxOf(), (tx) => changeSetting(tx, minutes, "soon"));
    expect(await read()).toBe(15);
  });

  test("settings know their version, and who decided on an older one changes nothing", async () => {
    const hours = knob("test.hours", 1);
    const now = () => settingNow(ctxOf(), hours);
    const put = (value: number, seen: number | null) => inTransaction(ctxOf(), (tx) => changeSetting(tx, hours, value, seen));
    expect(await now()).toEqual({ value: 1, version: 0, changedAt: null });
    await put(2, 0);
    await expect(put(3, 0)).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
    expect(await now()).toEqual({ value: 2, version: 1, changedAt: expect.any(Date) });
    await put(4, null);
    expect(await now()).toMatchObject({ value: 4, version: 2 });
  });

  test("a change of a setting stands on the audit trail, as it was and as it is", async () => {
    const key = `test.${newId()}`;
    const change = (value: Json) => inTransaction(ctxOf(), (tx) => changeSetting(tx, { key }, value));
    for (const value of [20, { burst: 3 }, { burst: 3 }]) await change(value);
    const entries = await house.db.prisma.auditEntry.findMany({ where: { subjectKind: "setting" }, orderBy: { id: "asc" } });
    const told = entries.flatMap(({ action, subjectId, payload }) =>
      JSON.stringify(payload).includes(key) ? [[action, subjectId, payload]] : [],
    );
    expect(told).toEqual([
      ["setting.created", null, { also: [{ kind: "setting", id: key, before: null, after: { value: 20 } }] }],
      ["setting.changed", null, { also: [{ kind: "setting", id: key, before: { value: 20 }, after: { value: { burst: 3 } } }] }],
    ]);
  });

  test("heartbeats carry their age by the database's clock", async () => {
    await beat(ctxOf(), "worker-test", { queue: 1 });
    await beat(ctxOf(), "worker-test", { queue: 2 });
    const [row] = (await heartbeats(ctxOf())).filter(({ process }) => process === "worker-test");
    expect(row?.detail).toEqual({ queue: 2 });
    expect(row?.ageMs).toBeLessThan(5_000);
  });

  test("guards let through whom they should", async () => {
    const anonymous: Actor = { kind: "anonymous", tenantId: TENANT_ID };
    const code = (name: string) => expect.objectContaining({ code: name });
    expect(() => requireUser(anonymous)).toThrow(code("AUTHENTICATION_REQUIRED"));
    expect(() => requireRole(person(), "admin", "resolver")).toThrow(code("FORBIDDEN"));
    expect(requireRole(person(), "admin", "guard").name).toBe("Somebody");
    expect(() => requireSystem(person())).toThrow(code("FORBIDDEN"));
  });

  test("derived ids depend on where one part ends", () => {
    expect(derivedId(["ab", "c"])).toBe(derivedId(["ab", "c"]));
    expect(derivedId(["ab", "c"])).not.toBe(derivedId(["a", "bc"]));
  });
});
