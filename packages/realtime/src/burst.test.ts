import { type ChatMessage, type ChatPage, type ConversationView, publicId, type StreamedEvent, uuidOf } from "@amanat/contracts";
import { type Call, CHANNELS, VERBS } from "@amanat/contexts";
import { type Ctx, newId } from "@amanat/db";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRealtime, type Realtime, streamFor } from "./index.ts";

const house = useDatabase();
let people: Cast;
let realtime: Realtime;
beforeAll(async () => {
  people = await cast(house.db);
  realtime = openRealtime(house.db, CHANNELS, { pollMs: 50 });
});
afterAll(() => realtime.close());

/** Chat needs nothing of the process. */
const call = {} as Call;
const chat = <T>(verb: string, ctx: Ctx, input: object): Promise<T> => VERBS["chat"]?.[verb]?.(ctx, input as never, call) as Promise<T>;

/** A seller's, about a request that is open. */
async function conversation(): Promise<string> {
  const id = newId();
  const { tenantId } = people.buyer().actor;
  await house.db.prisma.$executeRaw`
    INSERT INTO "Request" ("id", "tenantId", "buyerId", "title", "description", "productType", "category", "assetId", "budgetMin", "budgetMax",
      "urgency", "delivery", "status", "expiresAt")
    VALUES (${id}::uuid, ${tenantId}::uuid, ${people.buyer.id}::uuid, 'A camera', 'A camera with its lens', 'physical_product', 'electronics', 'x:1/y:1',
      1, 2, 'normal', '{}', 'active', now() + interval '1 day')`;
  return (await chat<ConversationView>("open", people.seller(), { requestId: publicId("request", id) })).id;
}

test("reconnect during a burst: no gap, no twin, and what is asked for after the last place is all there", async () => {
  const conversationId = await conversation();
  const BURST = 24;
  const from = await realtime.cursorNow(people.buyer().actor as never);
  const writing = (async () => {
    for (let n = 1; n <= BURST; n += 1)
      await chat<ChatMessage>("send", people.seller(), { conversationId, clientId: `burst-${n}-${newId()}`, text: `${n}`, fileIds: [] });
  })();
  const told: number[] = [];
  const seen: ChatMessage[] = [];
  let last = from;
  // A phone whose connection breaks after every fifth event.
  while (told.length < BURST) {
    const end = new AbortController();
    let count = 0;
    for await (const [id, event] of streamFor(people.buyer(), { realtime, lastEventId: last, signal: end.signal })) {
      last = id;
      const { type, data } = event as StreamedEvent;
      if (type !== "chat.message_sent.v1") continue;
      told.push(data.seq);
      // What an event says is that there is news; what it is, is asked for.
      const after = seen.at(-1)?.seq ?? 0;
      if (data.seq > after)
        seen.push(...(await chat<ChatPage>("messages", people.buyer(), { conversationId, after, limit: 100 })).messages);
      if ((count += 1) === 5 || told.length === BURST) break;
    }
    end.abort();
  }
  await writing;
  expect(told).toEqual(Array.from({ length: BURST }, (_, n) => n + 1));
  expect(seen.map(({ text }) => text)).toEqual(Array.from({ length: BURST }, (_, n) => `${n + 1}`));
  const stored = await house.db.prisma.conversationEntry.count({ where: { conversationId: uuidOf("conversation", conversationId) ?? "" } });
  expect(stored).toBe(BURST);
}, 20_000);
