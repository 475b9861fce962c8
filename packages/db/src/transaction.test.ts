import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { UserActor } from "@amanat/contracts";
import { describe, expect, test } from "vitest";
import { createCtx, type Ctx, inTransaction, newId, oncePerKey, openDatabase, TENANT_ID } from "./index.ts";
import { useDatabase } from "./testing/index.ts";

const house = useDatabase();

function person(userId: string = newId()): UserActor {
  return { kind: "user", tenantId: TENANT_ID, userId, sessionId: newId(), name: "Somebody", roles: ["buyer"], scopes: null };
}

function asPerson(idempotencyKey: string | null = null, userId?: string): Ctx {
  return createCtx(house.db, person(userId), { idempotencyKey });
}

function mark(ctx: Ctx, process: string): Promise<unknown> {
  return (ctx.tx ?? ctx.db.prisma).heartbeat.create({ data: { process, at: new Date() } });
}

function marks(prefix: string): Promise<number> {
  return house.db.prisma.heartbeat.count({ where: { process: { startsWith: prefix } } });
}

describe("inTransaction", () => {
  test("joins the transaction it is called in: all of it commits, or none", async () => {
    const name = randomUUID();
    const broken = inTransaction(asPerson(), async (outer) => {
      await inTransaction(outer, async (inner) => {
        expect(inner.tx).toBe(outer.tx);
        await mark(inner, name);
      });
      throw new Error("changed its mind");
    });
    await expect(broken).rejects.toThrow("changed its mind");
    expect(await marks(name)).toBe(0);
  });

  test("runs the whole verb again after a deadlock, and only the outermost does", async () => {
    const names = [randomUUID(), randomUUID()];
    for (const name of names) await mark(asPerson(), name);
    let runs = 0;
    const bothHoldOne = Promise.withResolvers<void>();
    const lockBoth = (order: string[]) =>
      inTransaction(asPerson(), async (outer) => {
        await inTransaction(outer, async (tx) => {
          for (const name of order) {
            await tx.tx.heartbeat.update({ where: { process: name }, data: { at: new Date() } });
            if (name !== order[0]) continue;
            runs += 1;
            if (runs === 2) bothHoldOne.resolve();
            await bothHoldOne.promise;
          }
        });
      });
    await Promise.all([lockBoth(names), lockBoth(names.toReversed())]);
    expect(runs).toBe(3);
  });

  test("runs the verb again after a serialization failure, a bounded number of times, then is BUSY", async () => {
    let runs = 0;
    const always = inTransaction(asPerson(), async (tx) => {
      runs += 1;
      await tx.tx.$executeRaw`DO $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = '40001'; END $$`;
    });
    await expect(always).rejects.toMatchObject({ code: "BUSY" });
    expect(runs).toBe(6);
    runs = 0;
    await inTransaction(asPerson(), async (tx) => {
      runs += 1;
      if (runs < 3) await tx.tx.$executeRaw`DO $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = '40001'; END $$`;
    });
    expect(runs).toBe(3);
  });

  test("does not run again for errors of the verb's own", async () => {
    let runs = 0;
    const name = randomUUID();
    const twice = inTransaction(asPerson(), async (tx) => {
      runs += 1;
      await mark(tx, name);
      await mark(tx, name);
    });
    await expect(twice).rejects.toMatchObject({ code: "P2002" });
    expect(runs).toBe(1);
  });

  test("is BUSY, not broken, when a lock or a connection is too long in coming", async () => {
    const name = randomUUID();
    await mark(asPerson(), name);
    const taken = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const holder = inTransaction(asPerson(), async (tx) => {
      await tx.tx.heartbeat.update({ where: { process: name }, data: { at: new Date() } });
      taken.resolve();
      await release.promise;
    });
    await taken.promise;
    const waiter = inTransaction(asPerson(), async (tx) => {
      await tx.tx.$executeRaw`SET LOCAL lock_timeout = '100ms'`;
      await tx.tx.heartbeat.update({ where: { process: name }, data: { at: new Date() } });
    });
    await expect(waiter).rejects.toMatchObject({ code: "BUSY" });
    release.resolve();
    await holder;
  });

  test("wakes the readers after the commit, never after a rollback", async () => {
    const woken: string[] = [];
    const stop = house.db.bus.subscribe((channels) => woken.push(...channels));
    house.db.bus.subscribe(() => {
      throw new Error("a broken listener");
    })();
    house.db.onCommit(["deal:x"]);
    house.db.onCommit([]);
    stop();
    house.db.onCommit(["deal:y"]);
    expect(woken).toEqual(["deal:x"]);
  });

  test("a commit in one process wakes another that listens", async () => {
    const other = await openDatabase({ url: house.urls.app, applicationName: "other", listen: true });
    try {
      const woken: string[] = [];
      other.bus.subscribe((channels) => woken.push(...channels));
      // Said again until it is heard: listening begins a moment after the start.
      for (let tries = 0; tries < 50 && woken.length === 0; tries += 1) {
        await house.db.pool.query(`SELECT pg_notify('amanat_poke', '{"from":"elsewhere","channels":["market"]}')`);
        await sleep(50);
      }
      expect(woken[0]).toBe("market");
    } finally {
      await other.close();
    }
  });
});

describe("a connection that is cut", () => {
  test("between two statements of a transaction is the server being away, which a caller may wait for", async () => {
    const cut = inTransaction(asPerson(), async (tx) => {
      const [row] = await tx.tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
      await house.as("superuser", (client) => client.query("SELECT pg_terminate_backend($1)", [row?.pid]));
      // The first statement is told of the cut, the next one only that the client is of no use any more.
      await tx.tx.$queryRaw`SELECT 1`.catch(() => undefined);
      for (;;) await tx.tx.$queryRaw`SELECT 1`;
    });
    await expect(cut).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    expect(await inTransaction(asPerson(), () => Promise.resolve("on a new connection"))).toBe("on a new connection");
  });
});

describe("oncePerKey", () => {
  test("abuse 42: it replays the answer for the same key and body, whatever the order of its fields", async () => {
    const name = randomUUID();
    const ctx = asPerson(`key-${name}`);
    const run = (input: unknown) =>
      oncePerKey(ctx, "test.mark", input, async (tx) => {
        await mark(tx, name);
        return { id: newId(), amount: "1" };
      });
    const first = await run({ a: 1, b: { c: 2n, d: undefined } });
    expect(await run({ b: { c: 2n }, a: 1 })).toEqual(first);
    expect(await marks(name)).toBe(1);
    await expect(run({ a: 2, b: { c: 2n } })).rejects.toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
  });

  test("abuse 42: keys belong to a person and a route", async () => {
    const key = `key-${randomUUID()}`;
    const run = (ctx: Ctx, route: string) => oncePerKey(ctx, route, {}, () => Promise.resolve(newId()));
    const someone = newId();
    const answers = [await run(asPerson(key, someone), "a"), await run(asPerson(key), "a"), await run(asPerson(key, someone), "b")];
    expect(new Set(answers).size).toBe(3);
  });

  test("abuse 42: 30 concurrent twins: one effect, one answer", async () => {
    const name = randomUUID();
    const ctx = asPerson(`key-${name}`);
    const answers = await Promise.all(
      Array.from({ length: 30 }, () =>
        oncePerKey(ctx, "test.mark", { name }, async (tx) => {
          await mark(tx, name);
          await sleep(30);
          return newId();
        }),
      ),
    );
    expect(new Set(answers).size).toBe(1);
    expect(await marks(name)).toBe(1);
  });

  test("abuse 42: strangers without a session never get each other's answers", async () => {
    const ctx = createCtx(house.db, { kind: "anonymous", tenantId: TENANT_ID }, { idempotencyKey: "guessable" });
    const run = () => oncePerKey(ctx, "r", 1, () => Promise.resolve(newId()));
    expect(await run()).not.toBe(await run());
  });

  test("a failed attempt leaves the key free", async () => {
    const ctx = asPerson(`key-${randomUUID()}`);
    await expect(oncePerKey(ctx, "r", 1, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await oncePerKey(ctx, "r", 1, () => Promise.resolve("yes"))).toBe("yes");
  });

  test("hides the key from what runs inside, refuses a malformed one, and works without", async () => {
    const inside = await oncePerKey(asPerson(`key-${randomUUID()}`), "r", 1, (tx) => Promise.resolve(tx.idempotencyKey));
    expect(inside).toBeNull();
    expect(() => oncePerKey(asPerson("short"), "r", 1, () => Promise.resolve(1))).toThrow(/Idempotency-Key/);
    expect(await oncePerKey(asPerson(), "r", 1, () => Promise.resolve(1))).toBe(1);
  });
});
