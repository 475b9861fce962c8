import { SEARCH_WINDOW, uuidOf } from "@amanat/contracts";
import { type Ctx, inTransaction, newId, type TxCtx } from "@amanat/db";
import { atOnce, type Cast, failureCodes, useDatabase } from "@amanat/testing";
import { openMortal } from "@amanat/db/testing";
import { beforeEach, expect, test } from "vitest";
import { exportChat, getConversation, inbox, listChat, searchChat, sendMessage, unread } from "./index.ts";
import { World } from "./world.fixture.ts";

const database = useDatabase();
let world: World;
let people: Cast;
beforeEach(async () => {
  world = await World.of(database.db);
  people = world.people;
});

/** As if that many had been written, every third of them by the buyer. */
async function filled(id: string, count: number): Promise<void> {
  const conversationId = uuidOf("conversation", id) ?? "";
  await database.as("superuser", async (client) => {
    await client.query(
      `INSERT INTO "ConversationEntry" ("conversationId", "seq", "id", "kind", "authorId", "clientId", "at", "salt", "text", "folded", "fileIds",
         "warnings", "digest", "hash")
       SELECT $1, n, gen_random_uuid(), 'message', CASE WHEN n % 3 = 0 THEN $2::uuid ELSE $3::uuid END, 'c' || n, now() - interval '1 day', '\\x00', 'a ' || n,
         'a ' || n, '{}', '{}', sha256('x'), sha256('x') FROM generate_series(1, $4::int) n`,
      [conversationId, people.buyer.id, people.seller.id, count],
    );
    await client.query(`UPDATE "Conversation" SET "seq" = $2, "hash" = sha256('x') WHERE "id" = $1`, [conversationId, count]);
    await client.query(`UPDATE "ConversationMember" SET "heardSeq" = $2 WHERE "conversationId" = $1`, [conversationId, count]);
    await client.query(`ANALYZE "ConversationEntry", "Conversation", "ConversationMember"`);
  });
}

type Touched = { readonly whole: number; readonly byIndex: number };

/** Rows of entries that this connection has looked at and the server has not counted elsewhere yet. */
async function touched(tx: TxCtx): Promise<Touched> {
  const [row] = await tx.tx.$queryRaw<Touched[]>`
    SELECT seq_tup_read::int AS "whole", idx_tup_fetch::int AS "byIndex" FROM pg_stat_xact_user_tables WHERE relname = 'ConversationEntry'`;
  return row ?? { whole: 0, byIndex: 0 };
}

/** The rows that a read looks at, as the server counts them. */
async function touchedBy(ctx: Ctx, read: (ctx: Ctx) => Promise<unknown>): Promise<Touched> {
  return inTransaction(ctx, async (tx: TxCtx) => {
    // One connection for all that follows.
    await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(1)`;
    const before = await touched(tx);
    await read(tx);
    const after = await touched(tx);
    return { whole: after.whole - before.whole, byIndex: after.byIndex - before.byIndex };
  });
}

test("10,000 messages: opening, a one-letter search and the list look at a bounded number of rows, by index", async () => {
  const id = await world.conversation();
  await filled(id, 10_000);
  const conversationId = id;
  const looks: [name: string, most: number, read: (ctx: Ctx) => Promise<unknown>][] = [
    ["opening", 60, (ctx) => listChat(ctx, { conversationId, limit: 50 }, world.ports)],
    ["scrolling up", 60, (ctx) => listChat(ctx, { conversationId, limit: 50, before: 5_000 }, world.ports)],
    ["searching a letter", SEARCH_WINDOW + 200, (ctx) => searchChat(ctx, { conversationId, text: "a" }, world.ports)],
    ["searching what is nowhere", SEARCH_WINDOW + 10, (ctx) => searchChat(ctx, { conversationId, text: "z" }, world.ports)],
    ["one conversation", 300, (ctx) => getConversation(ctx, { conversationId }, world.ports)],
    ["the list", 300, (ctx) => inbox(ctx, { limit: 20 }, world.ports)],
    ["what is unread", 300, (ctx) => unread(ctx)],
  ];
  for (const [name, most, read] of looks) {
    const { whole, byIndex } = await touchedBy(people.buyer(), read);
    expect(whole, `${name}: rows without an index`).toBe(0);
    expect(byIndex, `${name}: rows by index`).toBeLessThanOrEqual(most);
  }
  const message = { conversationId, clientId: newId(), text: "x", fileIds: [] };
  const writing = await touchedBy(people.seller(), (ctx) => sendMessage(ctx, message, world.ports));
  expect(writing.whole).toBe(0);
  expect(writing.byIndex).toBeLessThan(150);
});

test("10,000 messages: a search says how far it came, and goes on until all is searched", async () => {
  const id = await world.conversation();
  await filled(id, 10_000);
  let before: number | undefined;
  const reached: number[] = [];
  const found: number[] = [];
  do {
    const { hits, searchedTo } = await searchChat(
      people.buyer(),
      { conversationId: id, text: "77 a", ...(before === undefined ? {} : { before }) },
      world.ports,
    );
    reached.push(searchedTo);
    found.push(...hits.map(({ seq }) => seq));
    before = searchedTo;
  } while (before > 0);
  expect(reached.at(-1)).toBe(0);
  expect(reached).toEqual(reached.toSorted((a, b) => b - a));
  expect(found).toEqual([...new Set(found)]);
  expect(found).toEqual(Array.from({ length: 10_000 }, (_, n) => 10_000 - n).filter((n) => String(n).includes("77")));
});

test("50 people writing into 25 conversations at once lose and double nothing", async () => {
  const conversations = await Promise.all(
    Array.from({ length: 25 }, async (_, n) => {
      // So many that one seller alone may not open them.
      const who = [people.seller, people.seller2][n % 2] ?? people.seller;
      return { who, id: await world.conversationOf(who) };
    }),
  );
  const EACH = 6;
  const outcomes = await atOnce(conversations.length * 2, async (n) => {
    const { who, id } = conversations[n >> 1] ?? expect.fail();
    const by = n % 2 === 0 ? who : people.buyer;
    for (let m = 0; m < EACH; m += 1) {
      const message = { conversationId: id, clientId: `${n}-message-${m}`, text: `${n} ${m}`, fileIds: [] };
      // Each is sent twice at once, as by a client that did not hear the answer.
      const twins = await Promise.all([sendMessage(by(), message, world.ports), sendMessage(by(), message, world.ports)]);
      expect(twins[0]).toEqual(twins[1]);
    }
  });
  expect(failureCodes(outcomes)).toEqual([]);
  for (const [n, { who, id }] of conversations.entries()) {
    const { messages } = await listChat(who(), { conversationId: id, limit: 100 }, world.ports);
    expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 2 * EACH }, (_, m) => m + 1));
    for (const side of [2 * n, 2 * n + 1])
      expect(messages.map(({ text }) => text).filter((text) => text.startsWith(`${side} `))).toEqual(
        Array.from({ length: EACH }, (_, m) => `${side} ${m}`),
      );
    expect((await exportChat(who(), { conversationId: id, after: 0, limit: 500 }, world.ports)).brokenAt).toBeNull();
  }
});

test("web killed between commit and answer, or at any other line: the message is there once", async () => {
  const id = await world.conversation();
  let line = 0;
  for (let died = true; died; line += 1) {
    const message = { conversationId: id, clientId: `killed-at-${line}`, text: `${line}`, fileIds: [] };
    let seen = 0;
    const mortal = await openMortal({ url: database.urls.app, living: database.db.pool, dies: () => seen++ === line });
    const own = { db: mortal.db, reads: mortal.db.prisma, readPool: mortal.db.readPool };
    const seller = { ...people.seller({ idempotencyKey: `key-${newId()}` }), ...own };
    await sendMessage(seller, message, world.ports).catch(() => undefined);
    died = mortal.dead;
    await mortal.end();
    // The sender has heard nothing, and sends it again.
    await sendMessage(people.seller(), message, world.ports);
    await sendMessage(people.seller(), message, world.ports);
  }
  expect(line).toBeGreaterThan(5);
  const { messages } = await listChat(people.buyer(), { conversationId: id, limit: 100 }, world.ports);
  expect(messages.map(({ text }) => text)).toEqual(Array.from({ length: line }, (_, n) => `${n}`));
});
