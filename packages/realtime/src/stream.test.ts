import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { MATRIX, publicId, type StreamedEvent, type UserActor } from "@amanat/contracts";
import {
  appendEvents,
  type Ctx,
  type Database,
  encodeCursor,
  inTransaction,
  newId,
  type NewEvent,
  openDatabase,
  TENANT_ID,
} from "@amanat/db";
import { atOnce, type Cast, cast, type Person, untilReadable, useDatabase } from "@amanat/testing";
import { CHANNELS } from "@amanat/contexts";
import { openRealtime, type Realtime, streamFor } from "./index.ts";
import { readNow } from "./log.ts";
import { openTail } from "./tail.ts";

const test = useDatabase();
let people: Cast;
let realtime: Realtime;
/** Another process: its pokes do not reach our bus, so only the poller can find what it commits. */
let elsewhere: Database;
const ends: AbortController[] = [];

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes that are held: without what other tests of this process have left to be collected. */
function heldBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

beforeAll(async () => {
  people = await cast(test.db);
  realtime = openRealtime(test.db, CHANNELS, { pollMs: 50 });
  elsewhere = await openDatabase({ url: test.urls.app, applicationName: "elsewhere", poolSize: 5 });
});
afterEach(() => {
  for (const end of ends.splice(0)) end.abort();
});
afterAll(async () => {
  realtime.close();
  await elsewhere.close();
});

type Got = { id: string; event: StreamedEvent };

/** Reads a stream in the background until it ends; `failure` is what it ended with. */
function listen(ctx: Ctx, lastEventId: string | null = null) {
  const end = new AbortController();
  ends.push(end);
  const got: Got[] = [];
  const state: { failure: unknown; done: boolean } = { failure: null, done: false };
  const finished = (async () => {
    try {
      for await (const [id, event] of streamFor(ctx, { realtime, lastEventId, signal: end.signal })) got.push({ id, event });
    } catch (error) {
      state.failure = error;
    }
    state.done = true;
  })();
  return { got, state, finished, end };
}

const until = (holds: () => boolean) => vi.waitUntil(holds, { timeout: 20_000, interval: 10 });

const request = (channels: readonly string[], subjectId = newId()): NewEvent => ({
  type: "request.created.v1",
  subjectId,
  payload: { requestId: publicId("request", subjectId) },
  channels,
  actorRole: "buyer",
});

function write(events: NewEvent[], db: Database = test.db): Promise<void> {
  return inTransaction({ ...people.system(), db }, (tx) => appendEvents(tx, events));
}

const own = (person: Person) => `user:${person.id}`;
const names = (got: readonly Got[]) => got.map(({ event }) => JSON.stringify(event.data));
const pause = () => new Promise((resolve) => setTimeout(resolve, 250));
/** What has happened is readable, and readers have had the time to read it. */
const settle = async () => {
  await untilReadable(test.db);
  await pause();
};

async function openDeal(...parties: Person[]): Promise<string> {
  const id = newId();
  await test.db.pool.query(
    `INSERT INTO "Deal" ("id","tenantId","kind","status","title","termsVersion")
     VALUES ($1,(SELECT "tenantId" FROM "User" WHERE "id" = $2),'purchase','payment','A deal','1')`,
    [id, people.buyer.id],
  );
  for (const [index, party] of parties.entries()) {
    await test.db.prisma.dealParty.create({ data: { dealId: id, userId: party.id, role: index === 0 ? "buyer" : "seller" } });
  }
  return id;
}

/** What the application's own role may not do. */
async function asOwner(sql: string, values: unknown[]): Promise<void> {
  const owner = await openDatabase({ url: test.urls.owner, applicationName: "owner", poolSize: 1 });
  await owner.pool.query(sql, values);
  await owner.close();
}

describe("what a stream delivers", () => {
  it("abuse 02: comes from channels that have a row in the matrix, and from no other", async () => {
    await openDeal(people.admin, people.seller);
    const known = Object.keys(MATRIX.channels).map((pattern) => new RegExp(`^${pattern.replace(/<\w+>/, "[\\w-]+")}$`));
    const actor = people.admin().actor as UserActor;
    const channels = [...(await realtime.channelsOf(actor)), `session:${actor.sessionId}`];
    expect(channels.length).toBeGreaterThanOrEqual(5);
    for (const channel of channels)
      expect(
        known.filter((pattern) => pattern.test(channel)),
        channel,
      ).toHaveLength(1);
  });

  it("delivers the person's own, the market's and their rooms', and nobody else's", async () => {
    const [buyer, admin] = [listen(people.buyer()), listen(people.admin())];
    await settle();
    await write([
      request([own(people.buyer)]),
      request(["market"]),
      request(["role:admin"]),
      request([own(people.seller)]),
      request(["role:guard"]),
    ]);
    await until(() => buyer.got.length === 2 && admin.got.length === 2);
    await settle();
    expect(buyer.got).toHaveLength(2);
    expect(admin.got).toHaveLength(2);
  });

  it("delivers an event of several channels once", async () => {
    const buyer = listen(people.buyer());
    await settle();
    await write([request([own(people.buyer), "market"]), request(["market"])]);
    await until(() => buyer.got.length >= 2);
    await settle();
    expect(new Set(names(buyer.got)).size).toBe(buyer.got.length);
    expect(buyer.got).toHaveLength(2);
  });

  it("finds what another process committed", async () => {
    const buyer = listen(people.buyer());
    await settle();
    await write([request([own(people.buyer)])], elsewhere);
    await until(() => buyer.got.length === 1);
  });

  it("abuse 39: it is gapless and free of duplicates under concurrent writers in two processes", async () => {
    const buyer = listen(people.buyer());
    await settle();
    const subjects = Array.from({ length: 120 }, () => newId());
    await atOnce(subjects.length, (index) =>
      write(
        [request(index % 3 === 0 ? [own(people.buyer), "market"] : [own(people.buyer)], subjects[index])],
        index % 2 ? elsewhere : test.db,
      ),
    );
    await until(() => buyer.got.length >= subjects.length);
    await settle();
    expect(names(buyer.got).toSorted()).toEqual(subjects.map((id) => JSON.stringify({ requestId: publicId("request", id) })).toSorted());
  });
});

describe("resuming", () => {
  it("abuse 37: ten thousand events wait in the database, not in memory, for a reader that stalls; then they come in order", async () => {
    const channel = own(people.seller2);
    const start = await realtime.cursorNow(people.seller2().actor as UserActor);
    await write([request([channel], newId())]);
    // Told by one statement: what is tested is the reader.
    const many = 10_000;
    const heap = heldBytes();
    await asOwner(
      `INSERT INTO "Event" ("channel","seq","tenantId","type","subjectId","actorKind","actorName","actorRole","payload","correlationId","stamp")
       SELECT $1, nextval('event_seq'), e."tenantId", e."type", e."subjectId", e."actorKind", e."actorName", e."actorRole",
              jsonb_build_object('requestId', 'req_' || lpad(n::text, 32, '0')), 'slow-' || n, event_stamp()
       FROM generate_series(1, $2::int) n, (SELECT * FROM "Event" WHERE "channel" = $1 LIMIT 1) e`,
      [channel, many],
    );
    test.db.onCommit([channel]);
    const stream = streamFor(people.seller2(), { realtime, lastEventId: start, signal: AbortSignal.timeout(60_000) });
    expect((await stream.next()).done).toBe(false);
    await settle();
    expect(heldBytes() - heap).toBeLessThan(5_000_000);
    let expected = 1;
    for await (const [, event] of stream) {
      const { requestId } = event.data as { requestId: string };
      expect(requestId).toBe(`req_${String(expected).padStart(32, "0")}`);
      expected += 1;
      if (expected > many) break;
    }
    expect(expected).toBe(many + 1);
  });

  it("cuts off a reader that stalls while much happens, and it goes on where it was", async () => {
    const channel = own(people.seller2);
    const end = new AbortController();
    ends.push(end);
    const stream = streamFor(people.seller2(), { realtime, lastEventId: null, signal: end.signal });
    const first = stream.next();
    await settle();
    await write([request([channel])]);
    let [last] = (await first).value ?? [];
    const before = realtime.size;
    // More than a reader may owe: some 250 bytes each.
    const subjects = Array.from({ length: 1_500 }, () => newId());
    for (let n = 0; n < subjects.length; n += 250) await write(subjects.slice(n, n + 250).map((id) => request([channel], id)));
    await until(() => realtime.size === before - 1);
    const read: string[] = [];
    const note = async (source: AsyncIterable<[string, StreamedEvent]>): Promise<void> => {
      for await (const [id, event] of source) {
        last = id;
        read.push((event.data as { requestId: string }).requestId);
        if (read.length === subjects.length) return;
      }
    };
    await note(stream);
    expect(read.length).toBeLessThan(subjects.length);
    await note(streamFor(people.seller2(), { realtime, lastEventId: last ?? "", signal: end.signal }));
    expect(read).toEqual(subjects.map((id) => publicId("request", id)));
  });

  it("waits for a writer that began first, and tells nothing of what stands behind it before", async () => {
    const buyer = listen(people.buyer());
    await settle();
    const [late, soon] = [newId(), newId()];
    const [begun, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = inTransaction({ ...people.system(), db: elsewhere }, async (tx) => {
      // It has its place among the transactions.
      await tx.tx.$queryRaw`SELECT pg_current_xact_id()::text`;
      begun.resolve();
      await go.promise;
      await appendEvents(tx, [request([own(people.buyer)], late)]);
    });
    await begun.promise;
    await write([request(["market"], soon)]);
    await pause();
    expect(buyer.got).toEqual([]);
    go.resolve();
    await slow;
    await until(() => buyer.got.length === 2);
    expect(names(buyer.got)).toEqual([soon, late].map((id) => JSON.stringify({ requestId: publicId("request", id) })));
  });

  it("abuse 38: it continues after any cursor without gap or duplicate, through bursts larger than a page", async () => {
    const first = listen(people.seller());
    await settle();
    const subjects = Array.from({ length: 250 }, () => newId());
    await write(subjects.slice(0, 10).map((id) => request([own(people.seller), "market"], id)));
    await until(() => first.got.length === 10);
    first.end.abort();
    await first.finished;
    await write(subjects.slice(10).map((id) => request([own(people.seller), "market"], id)));
    for (const cut of [0, 4, 9]) {
      const again = listen(people.seller(), first.got[cut]?.id ?? "");
      await until(() => again.got.length >= 249 - cut);
      await settle();
      expect(names(again.got)).toEqual(subjects.slice(cut + 1).map((id) => JSON.stringify({ requestId: publicId("request", id) })));
    }
  });

  it("abuse 35: forged, foreign and malformed cursors are refused", async () => {
    const seller = listen(people.seller());
    await settle();
    await write([request([own(people.seller)])]);
    await until(() => seller.got.length === 1);
    const cursor = seller.got[0]?.id ?? "";
    for (const [who, wrong] of [
      [people.buyer, cursor],
      [people.seller, `${cursor}x`],
      [people.seller, "e30.x"],
      [people.seller, ""],
      // Before its own beginning, and without its place.
      [people.seller, cursor.replace(/\.[0-9a-f]+\.[0-9a-f]+$/, ".1.1")],
      [people.seller, cursor.replace(/\.[0-9a-f]+\.[0-9a-f]+$/, "")],
      // As they were when each channel had a place of its own.
      [people.seller, encodeCursor(test.db.cursorSecret, `events:${TENANT_ID}:${people.seller.id}`, [[[own(people.seller), "1"]], []])],
    ] as const) {
      const refused = listen(who(), wrong);
      await refused.finished;
      expect(refused.state.failure).toMatchObject({ code: "INVALID_CURSOR" });
    }
  });
});

describe("who may listen", () => {
  it("is nobody without a session", async () => {
    const stranger = listen(people.anonymous());
    await stranger.finished;
    expect(stranger.state.failure).toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
  });

  it("abuse 36: a new deal starts from its beginning, and who is no party any more gets nothing", async () => {
    const seller2 = listen(people.seller2());
    await settle();
    const deal = await openDeal(people.buyer, people.seller2);
    await write([request([`deal:${deal}`, own(people.seller2)]), request([`deal:${deal}`])]);
    await until(() => seller2.got.length === 2);
    await asOwner(`DELETE FROM "DealParty" WHERE "dealId" = $1 AND "userId" = $2`, [deal, people.seller2.id]);
    await write([request([own(people.seller2)])]);
    await until(() => seller2.got.length === 3);
    await write([request([`deal:${deal}`])]);
    await settle();
    expect(seller2.got).toHaveLength(3);
  });

  it("abuse 18: it ends with the session, also when another process ends it", async () => {
    const guard = listen(people.guard());
    await settle();
    await test.db.prisma.session.update({ where: { id: people.guard.sessionId }, data: { revokedAt: new Date() } });
    const payload = { sessionId: people.guard.sessionId };
    await write(
      [
        {
          type: "session.revoked.v1",
          subjectId: people.guard.sessionId,
          payload,
          channels: [`session:${people.guard.sessionId}`],
          actorRole: "system",
        },
      ],
      elsewhere,
    );
    await until(() => guard.state.done);
    expect(guard.state.failure).toMatchObject({ code: "INVALID_TOKEN" });
  });

  it("hands a reader that stalled nothing that was written after its session ended", async () => {
    const { admin } = people;
    const start = await realtime.cursorNow(admin().actor as UserActor);
    // More than this process keeps, so they are read page by page, and more than a reader may owe.
    for (let n = 0; n < 10; n += 1) await write(Array.from({ length: 250 }, () => request(["role:admin"])));
    await untilReadable(test.db);
    const stream = streamFor(admin(), { realtime, lastEventId: start, signal: AbortSignal.timeout(20_000) });
    await stream.next();
    await settle();
    await test.db.prisma.session.update({ where: { id: admin.sessionId }, data: { revokedAt: new Date() } });
    const after = newId();
    await write([request(["role:admin"], after)]);
    // Reads on without a stall: the next page is where it ends.
    const read: string[] = [];
    const rest = (async () => {
      for await (const [, event] of stream) read.push(JSON.stringify(event.data));
    })();
    await expect(rest).rejects.toMatchObject({ code: "INVALID_TOKEN" });
    expect(read.length).toBeLessThan(2_500);
    expect(read.join()).not.toContain(publicId("request", after));
  });

  it("asks anew before the next page whether the rest may still be read", async () => {
    const { resolver } = people;
    const start = await realtime.cursorNow(resolver().actor as UserActor);
    for (let n = 0; n < 10; n += 1) await write(Array.from({ length: 250 }, () => request(["role:resolver"])));
    await untilReadable(test.db);
    const stream = streamFor(resolver(), { realtime, lastEventId: start, signal: AbortSignal.timeout(20_000) });
    await stream.next();
    await settle();
    await test.db.pool.query(`UPDATE "User" SET "roles" = '{buyer}' WHERE "id" = $1`, [resolver.id]);
    const after = newId();
    await write([request(["role:resolver"]), request([own(resolver)], after)]);
    let count = 1;
    for await (const [, event] of stream) {
      count += 1;
      if (JSON.stringify(event).includes(publicId("request", after))) break;
    }
    expect(count).toBeLessThan(2_500);
    await test.db.pool.query(`UPDATE "User" SET "roles" = '{resolver}' WHERE "id" = $1`, [resolver.id]);
  });

  it("tells the past of a deal that is new to it once, though it is cut off meanwhile", async () => {
    const { seller2 } = people;
    const deal = await openDeal(people.buyer);
    const past = Array.from({ length: 130 }, () => newId());
    await write(past.map((id) => request([`deal:${deal}`], id)));
    const start = await realtime.cursorNow(seller2().actor as UserActor);
    await test.db.prisma.dealParty.create({ data: { dealId: deal, userId: seller2.id, role: "seller" } });
    const first = listen(seller2(), start);
    await until(() => first.got.length === 130);
    for (const cut of [0, 99, 128, 129]) {
      const again = listen(seller2(), first.got[cut]?.id ?? "");
      await until(() => again.got.length >= 129 - cut);
      await settle();
      expect(names(again.got)).toEqual(past.slice(cut + 1).map((id) => JSON.stringify({ requestId: publicId("request", id) })));
      again.end.abort();
    }
  });

  it("a look that was under way when the last reader left and another came counts no more", async () => {
    const tail = openTail(test.db);
    tail.begin(await readNow(test.db));
    await write([request(["market"])]);
    await expect.poll(async () => (await readNow(test.db)).place.stamp > tail.position.stamp).toBe(true);
    const now = await readNow(test.db);
    const looking = tail.read();
    tail.begin(now);
    expect((await looking).news).toEqual([]);
    expect(tail.position).toEqual(now.place);
    expect(tail.since(now.place)).toEqual([]);
  });

  it("lets go of everything when the reader leaves", async () => {
    const before = realtime.size;
    const reader = listen(people.resolver());
    await settle();
    expect(realtime.size).toBe(before + 1);
    reader.end.abort();
    await reader.finished;
    expect(realtime.size).toBe(before);
  });
});
