import { randomUUID } from "node:crypto";
import type { SystemActor, UserActor } from "@amanat/contracts";
import { beforeEach, describe, expect, test } from "vitest";
import { createCtx, type Ctx, forgetKeys, inTransaction, newId, oncePerKey, TENANT_ID } from "./index.ts";
import { useDatabase } from "./testing/index.ts";

const house = useDatabase();
const HOUR = 3_600_000;
const system: SystemActor = { kind: "system", tenantId: TENANT_ID, process: "worker" };
const worker = (): Ctx => createCtx(house.db, system);

function keyed(idempotencyKey: string, userId: string, later = 0): Ctx {
  const actor: UserActor = {
    kind: "user",
    tenantId: TENANT_ID,
    userId,
    sessionId: newId(),
    name: "Somebody",
    roles: ["buyer"],
    scopes: null,
  };
  const clock = { now: () => Promise.resolve(new Date(Date.now() + later)) };
  return createCtx(house.db, actor, { idempotencyKey, ...(later === 0 ? {} : { clock }) });
}

const call = (ctx: Ctx): Promise<string> => oncePerKey(ctx, "keys.test", {}, () => Promise.resolve(newId()));
/** Keys that so many people used so long ago. */
const used = (count: number, hoursAgo: number) =>
  house.db.pool.query(
    `INSERT INTO "IdempotencyKey" ("principal", "route", "key", "requestHash", "response", "createdAt")
     SELECT gen_random_uuid()::text, 'keys.old', 'key-' || n, '\\x00', '1', now() - make_interval(hours => $2) FROM generate_series(1, $1::int) n`,
    [count, hoursAgo],
  );
const left = async (route: string): Promise<number> => house.db.prisma.idempotencyKey.count({ where: { route } });

beforeEach(() => house.db.prisma.idempotencyKey.deleteMany());

describe("a key's time", () => {
  test("it replays until its last hour, and is free after, whether its row is there or not", async () => {
    const [key, who] = [`key-${randomUUID()}`, newId()];
    const first = await call(keyed(key, who));
    expect(await call(keyed(key, who, 23.9 * HOUR))).toBe(first);
    const second = await call(keyed(key, who, 24.1 * HOUR));
    expect(second).not.toBe(first);
    // Its time begins anew with the second call.
    expect(await call(keyed(key, who, 48 * HOUR))).toBe(second);
  });

  test("of thirty callers after its time, one begins anew and all get its answer", async () => {
    const [key, who] = [`key-${randomUUID()}`, newId()];
    const first = await call(keyed(key, who));
    const answers = await Promise.all(Array.from({ length: 30 }, () => call(keyed(key, who, 25 * HOUR))));
    expect(new Set(answers).size).toBe(1);
    expect(answers).not.toContain(first);
  });

  test("an installation may say how long", async () => {
    const db = { ...house.db, keyHours: 1 };
    const [key, who] = [`key-${randomUUID()}`, newId()];
    const first = await call(keyed(key, who));
    expect(await call({ ...keyed(key, who, 0.9 * HOUR), db })).toBe(first);
    expect(await call({ ...keyed(key, who, 1.1 * HOUR), db })).not.toBe(first);
  });
});

describe("forgetting keys", () => {
  test("takes those whose time is over, in bounded batches, the rest in later turns, and is the system's", async () => {
    await used(20_500, 25);
    await used(50, 23);
    const sent: number[] = [];
    const counting: Ctx["reads"] = new Proxy(house.db.prisma, {
      get(target, name, self) {
        if (name !== "$executeRaw") return Reflect.get(target, name, self);
        return async (...statement: Parameters<typeof target.$executeRaw>) => {
          const count = await target.$executeRaw(...statement);
          sent.push(count);
          return count;
        };
      },
    });
    expect(await forgetKeys({ ...worker(), reads: counting })).toBe(20_000);
    expect(Math.max(...sent)).toBe(1_000);
    expect(await forgetKeys(worker())).toBe(500);
    expect(await forgetKeys(worker())).toBe(0);
    expect(await left("keys.old")).toBe(50);
    await expect(forgetKeys(keyed("12345678", newId()))).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("leaves a key alone whose call is running, also one that begins an old key anew, and waits for neither", async () => {
    const who = newId();
    const [fresh, again] = [`key-${randomUUID()}`, `key-${randomUUID()}`];
    await call(keyed(again, who));
    await house.db.prisma.idempotencyKey.updateMany({ data: { createdAt: new Date(Date.now() - 25 * HOUR) } });
    const [inside, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let begun = 0;
    const running = [fresh, again].map((key) =>
      oncePerKey(keyed(key, who), "keys.test", {}, async () => {
        begun += 1;
        if (begun === 2) inside.resolve();
        await go.promise;
        return key;
      }),
    );
    await inside.promise;
    expect(await forgetKeys(worker())).toBe(0);
    go.resolve();
    expect(await Promise.all(running)).toEqual([fresh, again]);
    expect(await forgetKeys(worker())).toBe(0);
    expect(await left("keys.test")).toBe(2);
  });

  test("two workers share the work, which is found by the index of times", async () => {
    await used(3_000, 25);
    await used(30_000, 1);
    await house.as("superuser", (client) => client.query('ANALYZE "IdempotencyKey"'));
    const plan = await inTransaction(
      worker(),
      (tx) =>
        tx.tx.$queryRaw<{ "QUERY PLAN": string }[]>`
        EXPLAIN SELECT 1 FROM "IdempotencyKey" WHERE "createdAt" <= statement_timestamp() - make_interval(hours => ${24}::int)
        ORDER BY "createdAt" LIMIT 1000 FOR UPDATE SKIP LOCKED`,
    );
    expect(plan.map((line) => line["QUERY PLAN"]).join("\n")).toContain("IdempotencyKey_createdAt_idx");
    const counts = await Promise.all([forgetKeys(worker()), forgetKeys(worker())]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3_000);
    expect(await left("keys.old")).toBe(30_000);
  });
});
