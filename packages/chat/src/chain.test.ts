import { type ChatExport, uuidOf } from "@amanat/contracts";
import { newId } from "@amanat/db";
import { verifyConversation } from "@amanat/sdk";
import { type Cast, useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import { editMessage, eraseMessage, exportChat, listChat } from "./index.ts";
import { World } from "./world.fixture.ts";

const database = useDatabase();
let world: World;
let people: Cast;
let id: string;
beforeEach(async () => {
  world = await World.of(database.db);
  people = world.people;
  id = await world.conversation();
  for (let n = 1; n <= 6; n += 1) await world.send(n % 2 === 0 ? people.buyer() : people.seller(), id, `پیام ${n}`);
});

const exported = (after = 0, limit = 500): Promise<ChatExport> =>
  exportChat(people.buyer(), { conversationId: id, after, limit }, world.ports);
/** Past the database's own refusal, as somebody who has the machine. */
const tamper = (sql: string) =>
  database.as("superuser", async (client) => {
    await client.query("SET session_replication_role = replica");
    await client.query(sql.replaceAll("$id", `'${uuidOf("conversation", id)}'`));
    await client.query("SET session_replication_role = DEFAULT");
  });

test("a chain holds, whole and page by page", async () => {
  expect(await exported()).toMatchObject({ brokenAt: null, lastSeq: 6, more: false });
  const [first, rest] = [await exported(0, 4), await exported(4, 4)];
  expect([first.more, first.brokenAt, rest.more, rest.brokenAt]).toEqual([true, null, false, null]);
  expect(rest.previous).toBe(first.entries.at(-1)?.hash);
  expect([verifyConversation([first, rest]), verifyConversation([first]), verifyConversation([rest])]).toEqual([null, 5, 1]);
});

test.each([
  ["a text changed", `UPDATE "ConversationEntry" SET "text" = 'دیگر' WHERE "conversationId" = $id AND "seq" = 3`, 3],
  [
    "a text and its digest changed",
    `UPDATE "ConversationEntry" SET "text" = 'x', "digest" = sha256('x') WHERE "conversationId" = $id AND "seq" = 3`,
    3,
  ],
  ["an author changed", `UPDATE "ConversationEntry" SET "authorId" = gen_random_uuid() WHERE "conversationId" = $id AND "seq" = 2`, 2],
  ["a time changed", `UPDATE "ConversationEntry" SET "at" = "at" - interval '1 minute' WHERE "conversationId" = $id AND "seq" = 5`, 5],
  [
    "a text taken away without an erasure",
    `UPDATE "ConversationEntry" SET "text" = NULL, "salt" = NULL WHERE "conversationId" = $id AND "seq" = 4`,
    4,
  ],
  ["a row removed", `DELETE FROM "ConversationEntry" WHERE "conversationId" = $id AND "seq" = 4`, 4],
  ["the first row removed", `DELETE FROM "ConversationEntry" WHERE "conversationId" = $id AND "seq" = 1`, 1],
  ["the last row removed", `DELETE FROM "ConversationEntry" WHERE "conversationId" = $id AND "seq" = 6`, 6],
])("row changed or removed: the export names its seq: %s", async (_name, sql, seq) => {
  await tamper(sql);
  const page = await exported();
  expect(page.brokenAt).toBe(seq);
  // Whoever has it finds out alone.
  expect(verifyConversation([page])).toBe(seq);
});

test("the database itself refuses to change or remove an entry", async () => {
  const where = { conversationId: uuidOf("conversation", id) ?? "", seq: 3 };
  const { conversationEntry } = database.db.prisma;
  await expect(conversationEntry.updateMany({ where, data: { text: "x" } })).rejects.toThrow(/append-only/);
  await expect(conversationEntry.deleteMany({ where })).rejects.toThrow(/append-only/);
});

test("erasure: the chain still verifies, and nothing is left of what was said", async () => {
  const said = "نشانی خانه من";
  const { seq } = await world.send(people.seller(), id, said);
  await editMessage(people.seller(), { conversationId: id, seq, clientId: newId(), text: `${said} است` }, world.ports);
  await world.send(people.buyer(), id, "باشد", { replyTo: seq });
  await eraseMessage(people.admin(), { conversationId: id, seq }, world.ports);
  const after = await exported();
  expect([after.brokenAt, verifyConversation([after])]).toEqual([null, null]);
  expect(JSON.stringify(after)).not.toContain(said);
  expect(after.entries.at(-1)).toMatchObject({ kind: "redaction", ref: seq });
  const { messages } = await listChat(people.buyer(), { conversationId: id, limit: 50 }, world.ports);
  expect(messages.find((message) => message.seq === seq)).toMatchObject({ erased: true, text: "", warnings: [], editedAt: null });
  expect(messages.at(-1)?.replyTo).toBeNull();
  const left = await database.as("superuser", (client) =>
    client.query(`SELECT count(*)::int AS n FROM "ConversationEntry" e WHERE e::text LIKE '%' || $1 || '%'`, [said]),
  );
  expect(left.rows).toEqual([{ n: 0 }]);
});
