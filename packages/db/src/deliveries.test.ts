import { spawn } from "node:child_process";
import { once } from "node:events";
import { publicId, type SystemActor } from "@amanat/contracts";
import { beforeEach, describe, expect, test } from "vitest";
import { counting } from "./deliveries.fixture.ts";
import {
  appendEvents,
  type Consumer,
  createCtx,
  type CtxOptions,
  deliverer,
  DELIVERY_CRASH_POINTS,
  inTransaction,
  newId,
  owedTo,
  reviveDelivery,
  TENANT_ID,
} from "./index.ts";
import { untilReadable, useDatabase } from "./testing/index.ts";

const house = useDatabase();
const system: SystemActor = { kind: "system", tenantId: TENANT_ID, process: "worker" };
const ctxOf = (options: CtxOptions = {}) => createCtx(house.db, system, options);

/** A clock that only a test moves on, so that nothing is tried again while a slow machine still tries the rest. */
let at = Date.now();
const clock = { now: () => Promise.resolve(new Date(at)) };
const later = (ms: number) => (at += ms);
beforeEach(async () => {
  at = Date.now();
  await house.db.prisma.delivery.deleteMany();
  await house.db.prisma.consumer.deleteMany();
});

async function happens(subjectId: string, channel = `deal:${subjectId}`, status = "active"): Promise<void> {
  const payload = { requestId: publicId("request", subjectId), status };
  const event = { type: "request.changed.v1", subjectId, payload, channels: [channel], actorRole: "system" } as const;
  await inTransaction(ctxOf(), (tx) => appendEvents(tx, [event]));
}

const PATIENT = { timeout: 20_000, interval: 10 };

/** Turns until everything that happened was tried at least once. */
async function turns(consumers: readonly Consumer[], resting: () => Promise<boolean>): Promise<void> {
  const turn = deliverer(consumers);
  await expect.poll(async () => (await turn(ctxOf({ clock })), await resting()), PATIENT).toBe(true);
}

async function countOf(consumer: string, subjectId: string): Promise<number> {
  const tenantId_key = { tenantId: TENANT_ID, key: `${consumer}:${subjectId}` };
  return Number((await house.db.prisma.setting.findUnique({ where: { tenantId_key } }))?.value ?? 0);
}

describe("two consumers of one event", () => {
  test("one fails eight times and is dead, the other has handled everything at once; retried, it works", async () => {
    const subjects = Array.from({ length: 20 }, newId);
    let broken = true;
    const [well, ill] = [counting("well"), counting("ill", () => broken)];
    for (const subject of subjects) await happens(subject);
    await turns([well, ill], async () => (await house.db.prisma.delivery.count({ where: { attempts: 1 } })) === 20);
    for (const subject of subjects) expect([await countOf("well", subject), await countOf("ill", subject)]).toEqual([1, 0]);
    expect(await owedTo(ctxOf(), [well])).toBe(0);

    for (let failures = 1; failures < 8; failures += 1) {
      later(2 ** (failures - 1) * 1_000 + 100);
      await turns([well, ill], async () => (await house.db.prisma.delivery.count({ where: { attempts: failures + 1 } })) === 20);
    }
    const rows = await house.db.prisma.delivery.findMany();
    expect(rows).toHaveLength(20);
    for (const row of rows) {
      expect(row).toMatchObject({
        consumer: "ill",
        attempts: 8,
        deadAt: expect.any(Date),
        failure: expect.stringContaining("does not like"),
      });
    }
    later(3_600_000);
    expect(await deliverer([well, ill])(ctxOf({ clock }))).toBe(0);

    broken = false;
    const [row] = rows;
    if (row === undefined) throw new Error("nothing is dead");
    await inTransaction(ctxOf({ clock }), (tx) => reviveDelivery(tx, row.id));
    await turns([well, ill], async () => (await house.db.prisma.delivery.count()) === 19);
    expect(await countOf("ill", row.channel.slice("deal:".length))).toBe(1);
    await expect(inTransaction(ctxOf(), (tx) => reviveDelivery(tx, row.id))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("one that fails holds back its own subject for itself; in a crowd's channel, that one subject", async () => {
    const [bad, good] = [newId(), newId()];
    let broken = true;
    const [well, ill] = [counting("well"), counting("ill", (subject) => broken && subject === bad)];
    for (const channel of ["market", `deal:${bad}`]) {
      await happens(bad, channel);
      await happens(good, channel === "market" ? channel : `deal:${good}`);
      await happens(bad, channel);
    }
    const failed = { failure: { not: null }, consumer: "ill" };
    const left = async () => [await house.db.prisma.delivery.count({ where: failed }), await house.db.prisma.delivery.count()];
    const handled = async () => [await countOf("well", bad), await countOf("well", good), await countOf("ill", good)];
    // Of each channel the one that failed and the one behind it stay. A turn need not reach the rest at once.
    await turns([well, ill], async () => [...(await left()), ...(await handled())].join() === "2,4,4,2,2");
    expect(await house.db.prisma.delivery.count({ where: { attempts: 0 } })).toBe(2);
    broken = false;
    later(5_000);
    await turns([well, ill], async () => (await house.db.prisma.delivery.count()) === 0);
    expect(await countOf("ill", bad)).toBe(4);
  });

  test("a new one begins with now, or with the beginning", async () => {
    const [before, after] = [newId(), newId()];
    await happens(before);
    const [early, late] = [counting("early"), { ...counting("late"), from: "now" as const }];
    await turns([early], async () => (await countOf("early", before)) === 1);
    await turns([early, late], async () => (await house.db.prisma.consumer.count()) === 2);
    await happens(after);
    await turns([early, late], async () => (await countOf("late", after)) === 1);
    expect([await countOf("early", before), await countOf("early", after), await countOf("late", before)]).toEqual([1, 1, 0]);
  });
});

test("a writer that began first and commits last is waited for, and a channel's order is kept", async () => {
  const subject = newId();
  const seen: string[] = [];
  const ordered: Consumer = {
    name: "ordered",
    from: "beginning",
    reactions: {
      "request.changed.v1": (_tx, event) => {
        if (event.subjectId === subject) seen.push(event.payload.status);
        return Promise.resolve();
      },
    },
  };
  await house.as("app", async (client) => {
    await client.query("BEGIN");
    // It has its place among the transactions, and nothing is told from there on until it ends.
    await client.query("SELECT pg_current_xact_id()");
    await happens(subject, `deal:${subject}`, "one");
    await happens(subject, `deal:${subject}`, "two");
    await deliverer([ordered])(ctxOf());
    expect(seen).toEqual([]);
    expect(await owedTo(ctxOf(), [ordered])).toBeGreaterThanOrEqual(2);
    await client.query(
      `INSERT INTO "Event" ("channel", "seq", "tenantId", "type", "subjectId", "actorKind", "actorName", "actorRole", "payload", "correlationId", "reacts", "stamp")
       VALUES ($1, nextval('event_seq'), $2, 'request.changed.v1', $3, 'system', 'Amanat', 'system', $4, 'c', true, event_stamp())`,
      [`deal:${subject}`, TENANT_ID, subject, JSON.stringify({ requestId: publicId("request", subject), status: "three" })],
    );
    await client.query("COMMIT");
  });
  await turns([ordered], async () => Promise.resolve(seen.length >= 3));
  expect(seen).toEqual(["one", "two", "three"]);
  const stamps = await house.db.prisma.event.findMany({ where: { channel: `deal:${subject}` }, orderBy: { seq: "asc" } });
  expect(stamps.map(({ stamp }) => stamp)).toEqual([...stamps].map(({ stamp }) => stamp).toSorted((a, b) => Number(a - b)));
});

test("six workers at once deliver each once, in order", async () => {
  const subjects = Array.from({ length: 6 }, newId);
  const order = new Map<string, number>();
  const consumer = counting("six");
  await Promise.all(subjects.flatMap((subject) => Array.from({ length: 10 }, () => happens(subject))));
  const turn = deliverer([consumer]);
  await expect
    .poll(async () => {
      await Promise.all(Array.from({ length: 6 }, () => turn(ctxOf())));
      return owedTo(ctxOf(), [consumer]);
    }, PATIENT)
    .toBe(0);
  for (const subject of subjects) order.set(subject, await countOf("six", subject));
  expect([...order.values()]).toEqual(subjects.map(() => 10));
});

describe("a worker killed at any line of a delivery loses none and doubles none:", () => {
  const program = new URL("deliveries.fixture.ts", import.meta.url).pathname;
  test.each(DELIVERY_CRASH_POINTS)("%s", async (point) => {
    const subjects = [newId(), newId(), newId()];
    const [failing = ""] = subjects;
    for (const subject of subjects) await happens(subject);
    const child = spawn(process.execPath, [program, house.urls.app, point, failing], { stdio: ["ignore", "ignore", "inherit"] });
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
    // What comes after it finds the cause mended.
    later(60_000);
    const next = counting("mortal");
    await turns([next], async () => (await owedTo(ctxOf(), [next])) === 0);
    for (const subject of subjects) expect([subject, await countOf("mortal", subject)]).toEqual([subject, 1]);
    expect(await house.db.prisma.delivery.count()).toBe(0);
  });
});

test("no turn reads what lies behind: neither events nor deliveries are scanned", async () => {
  const consumer = counting("thrifty");
  await house.as("app", (client) =>
    client.query(
      `INSERT INTO "Event" ("channel", "seq", "tenantId", "type", "subjectId", "actorKind", "actorName", "actorRole", "payload", "correlationId", "reacts", "stamp")
       SELECT 'deal:' || gen_random_uuid(), 1, $1, 'request.changed.v1', gen_random_uuid(), 'system', 'Amanat', 'system', $2, 'c', true, event_stamp() FROM generate_series(1, 20000)`,
      [TENANT_ID, JSON.stringify({ requestId: publicId("request", newId()), status: "active" })],
    ),
  );
  await house.as("superuser", (client) => client.query("ANALYZE"));
  // A consumer begins at the horizon, which other tests' transactions hold back: those events are to lie behind it.
  await untilReadable(house.db);
  await deliverer([{ ...consumer, from: "now" }])(ctxOf());
  const read = () =>
    house.as("superuser", async (client) => {
      await client.query("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()");
      const { rows } = await client.query<{ n: number }>(
        `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS n FROM pg_stat_user_tables WHERE relname IN ('Event', 'Delivery', 'Consumer')`,
      );
      return rows[0]?.n ?? 0;
    });
  const before = await read();
  for (let n = 0; n < 20; n += 1) await happens(newId());
  // One that a slow machine could not finish in time is tried again: here nothing else fails.
  const done = async () => (await house.db.prisma.delivery.count()) === 0 && (await owedTo(ctxOf(), [consumer])) === 0;
  await turns([consumer], async () => (later(5_000), await done()));
  expect((await read()) - before).toBeLessThan(20_000);
});
