import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { MATRIX, publicId, type StreamedEvent, type UserActor } from "@amanat/contracts";
import { appendEvents, type Ctx, type Database, inTransaction, newId, type NewEvent, openDatabase } from "@amanat/db";
import { atOnce, type Cast, cast, type Person, useDatabase } from "@amanat/testing";
import { CHANNELS } from "@amanat/contexts";
import { openRealtime, type Realtime, streamFor } from "./index.ts";
import { sessionChannel } from "./stream.ts";

const test = useDatabase();
let people: Cast;
let realtime: Realtime;
/** Another process: its pokes do not reach our bus, so only the poller can find what it commits. */
let elsewhere: Database;
const ends: AbortController[] = [];

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

async function until(holds: () => boolean, ms = 5_000): Promise<void> {
  const limit = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > limit) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

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
const settle = () => new Promise((resolve) => setTimeout(resolve, 250));

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
    const channels = [...(await realtime.channelsOf(actor)), sessionChannel(actor)];
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
    await until(() => buyer.got.length === 1, 2_000);
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
    await until(() => buyer.got.length >= subjects.length, 15_000);
    await settle();
    expect(names(buyer.got).toSorted()).toEqual(subjects.map((id) => JSON.stringify({ requestId: publicId("request", id) })).toSorted());
  });
});

describe("resuming", () => {
  it("abuse 37: ten thousand events wait in the database, not in memory, for a reader that stalls; then they come in order", async () => {
    const stream = streamFor(people.seller2(), { realtime, lastEventId: null, signal: AbortSignal.timeout(60_000) });
    const channel = own(people.seller2);
    await write([request([channel], newId())]);
    const pulled = stream.next();
    await settle();
    await write([request([channel], newId())]);
    expect((await pulled).done).toBe(false);
    // Told by one statement: what is tested is the reader.
    const many = 10_000;
    const { rows } = await test.db.pool.query<{ seq: string }>(
      `UPDATE "ChannelHead" SET "seq" = "seq" + $2 WHERE "channel" = $1 RETURNING ("seq" - $2)::text AS "seq"`,
      [channel, many],
    );
    const before = Number(rows[0]?.seq);
    const heap = process.memoryUsage().heapUsed;
    await asOwner(
      `INSERT INTO "Event" ("channel","seq","tenantId","type","subjectId","actorKind","actorName","actorRole","payload","correlationId","stamp")
       SELECT $1, $2 + n, e."tenantId", e."type", e."subjectId", e."actorKind", e."actorName", e."actorRole",
              jsonb_build_object('requestId', 'req_' || lpad(n::text, 32, '0')), 'slow-' || n, e."stamp"
       FROM generate_series(1, ${many}) n, (SELECT * FROM "Event" WHERE "channel" = $1 LIMIT 1) e`,
      [channel, before],
    );
    test.db.onCommit([channel]);
    await settle();
    expect(process.memoryUsage().heapUsed - heap).toBeLessThan(20_000_000);
    let expected = 1;
    for await (const [, event] of stream) {
      const { requestId } = event.data as { requestId: string };
      if (!requestId.startsWith("req_0000000000")) continue;
      expect(requestId).toBe(`req_${String(expected).padStart(32, "0")}`);
      expected += 1;
      if (expected > many) break;
    }
    expect(expected).toBe(many + 1);
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

  it("abuse 18: it ends within two seconds of the session, also when another process ends it", async () => {
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
    await until(() => guard.state.done, 2_000);
    expect(guard.state.failure).toMatchObject({ code: "INVALID_TOKEN" });
  });

  it("hands a reader that stalled nothing that was written after its session ended", async () => {
    const { admin } = people;
    const stream = streamFor(admin(), { realtime, lastEventId: null, signal: AbortSignal.timeout(20_000) });
    const first = stream.next();
    await settle();
    // More than two pages wait.
    await write(Array.from({ length: 250 }, () => request(["role:admin"])));
    await first;
    await test.db.prisma.session.update({ where: { id: admin.sessionId }, data: { revokedAt: new Date() } });
    const after = newId();
    await write([request(["role:admin"], after)]);
    // Reads on without a stall: the next page is where it ends.
    const read: string[] = [];
    const rest = (async () => {
      for await (const [, event] of stream) read.push(JSON.stringify(event.data));
    })();
    await expect(rest).rejects.toMatchObject({ code: "INVALID_TOKEN" });
    expect(read.length).toBeLessThan(250);
    expect(read.join()).not.toContain(publicId("request", after));
  });

  it("asks anew after a stall whether the rest of the page may still be read", async () => {
    const { resolver } = people;
    const stream = streamFor(resolver(), { realtime, lastEventId: null, signal: AbortSignal.timeout(20_000) });
    const first = stream.next();
    await settle();
    await write(Array.from({ length: 5 }, () => request(["role:resolver"])));
    await first;
    await test.db.pool.query(`UPDATE "User" SET "roles" = '{buyer}' WHERE "id" = $1`, [resolver.id]);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const after = newId();
    await write([request(["role:resolver"]), request([own(resolver)], after)]);
    const { value } = await stream.next();
    expect(JSON.stringify(value)).toContain(publicId("request", after));
    await stream.return();
    await test.db.pool.query(`UPDATE "User" SET "roles" = '{resolver}' WHERE "id" = $1`, [resolver.id]);
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
