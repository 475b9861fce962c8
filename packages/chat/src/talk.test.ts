import { EDIT_MINUTES, publicId, type ChatPage, uuidOf } from "@amanat/contracts";
import { type Ctx, newId } from "@amanat/db";
import { atOnce, type Cast, failureCodes, type Person, succeeded, testClock, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import {
  editMessage,
  exportChat,
  getConversation,
  hideMessage,
  inbox,
  listChat,
  markRead,
  mayReadEntry,
  openConversation,
  searchChat,
  sendMessage,
  unread,
} from "./index.ts";
import { askPresence, sayTyping } from "./reads/signal.ts";
import { MOST_OPENED, MOST_PER_MINUTE } from "./rules.ts";
import { World } from "./world.fixture.ts";

const database = useDatabase();
let world: World;
let people: Cast;
let id: string;
beforeEach(async () => {
  world = await World.of(database.db);
  people = world.people;
  id = await world.conversation();
});

const page = (who: Person, range: { before?: number; after?: number; limit?: number } = {}): Promise<ChatPage> =>
  listChat(who(), { conversationId: id, limit: 50, ...range }, world.ports);
const textsOf = ({ messages }: ChatPage): string[] => messages.map(({ text }) => text);
const find = async (who: Person, text: string) =>
  (await searchChat(who(), { conversationId: id, text }, world.ports)).hits.map((hit) => hit.text);

test("same clientId twice at once: one message, one answer", async () => {
  const input = { conversationId: id, clientId: newId(), text: "سلام", fileIds: [] };
  const outcomes = await atOnce(6, () => sendMessage(people.seller(), input, world.ports));
  const answers = succeeded(outcomes);
  expect(answers).toHaveLength(6);
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(textsOf(await page(people.buyer))).toEqual(["سلام"]);
});

test("answer lost, resend after reload: one; with another text it is a conflict", async () => {
  const clientId = newId();
  const first = await world.send(people.seller(), id, "یک", { clientId });
  await world.send(people.buyer(), id, "دو");
  expect(await world.send(people.seller(), id, "یک", { clientId })).toEqual(first);
  await expect(world.send(people.seller(), id, "سه", { clientId })).rejects.toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
  // The other side's ids are their own.
  await world.send(people.buyer(), id, "چهار", { clientId });
  expect(textsOf(await page(people.buyer))).toEqual(["یک", "دو", "چهار"]);
});

test("50 missed, scroll up: no hole", async () => {
  for (let n = 1; n <= 25; n += 1) {
    await world.send(people.seller(), id, `s${n}`);
    await world.send(people.buyer(), id, `b${n}`);
  }
  const seen: string[] = [];
  let before: number | undefined;
  for (let turns = 0; turns < 10; turns += 1) {
    const got: ChatPage = await page(people.buyer, { limit: 9, ...(before === undefined ? {} : { before }) });
    expect(got.to).toBe((before ?? got.lastSeq + 1) - 1);
    expect(got.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: got.to - got.from + 1 }, (_, n) => got.from + n));
    seen.unshift(...textsOf(got));
    if (got.from === 1) break;
    before = got.from;
  }
  expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => [`s${n + 1}`, `b${n + 1}`]).flat());
  const late = await page(people.buyer, { after: 40 });
  expect([late.from, late.to, late.messages.length]).toEqual([41, 50, 10]);
  expect(await page(people.buyer, { after: 50 })).toMatchObject({ from: 51, to: 50, messages: [] });
});

describe("an edit", () => {
  const edit = (ctx: Ctx, seq: number, text: string, clientId = newId()) =>
    editMessage(ctx, { conversationId: id, seq, clientId, text }, world.ports);

  test("at 5:01 by the database's clock: refused", async () => {
    const clock = testClock(new Date());
    const { seq, editableUntil } = await world.send(people.seller({ clock }), id, "یک");
    clock.advance(EDIT_MINUTES * 60_000 - 1_000);
    expect((await edit(people.seller({ clock }), seq, "دو")).text).toBe("دو");
    clock.advance(2_000);
    await expect(edit(people.seller({ clock }), seq, "سه")).rejects.toMatchObject({ code: "INVALID_STATE" });
    expect(editableUntil).not.toBeNull();
  });

  test("is the message as it is now, for whoever catches up and whoever searches", async () => {
    const { seq } = await world.send(people.seller(), id, "فردا می‌رسد");
    await world.send(people.buyer(), id, "ممنون", { replyTo: seq });
    const before = (await page(people.buyer)).lastSeq;
    await edit(people.seller(), seq, "شنبه می‌رسد");
    const news = await page(people.buyer, { after: before });
    expect([news.messages, news.changed.map(({ text }) => text)]).toEqual([[], ["شنبه می‌رسد"]]);
    expect(news.changed[0]?.editedAt).not.toBeNull();
    expect((await page(people.buyer)).messages[1]?.replyTo).toMatchObject({ seq, text: "شنبه می‌رسد" });
    expect([await find(people.buyer, "فردا"), await find(people.buyer, "شنبه")]).toEqual([[], ["شنبه می‌رسد"]]);
  });

  test("racing a dispute: the first text kept", async () => {
    const { seq } = await world.send(people.seller(), id, "نو و کارنکرده");
    const [edited, exported] = await Promise.all([
      edit(people.seller(), seq, "کارکرده"),
      exportChat(people.buyer(), { conversationId: id, after: 0, limit: 500 }, world.ports),
    ]);
    expect(edited.text).toBe("کارکرده");
    const after = await exportChat(people.buyer(), { conversationId: id, after: 0, limit: 500 }, world.ports);
    for (const one of [exported, after]) expect(one.entries[0]).toMatchObject({ seq, text: "نو و کارنکرده" });
    expect(after.entries[1]).toMatchObject({ kind: "edit", ref: seq, text: "کارکرده" });
    expect([exported.brokenAt, after.brokenAt]).toEqual([null, null]);
  });

  test("of somebody else's message, or of another edit, is refused", async () => {
    const { seq } = await world.send(people.seller(), id, "یک");
    await expect(edit(people.buyer(), seq, "دو")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await edit(people.seller(), seq, "دو");
    await expect(edit(people.seller(), seq + 1, "سه")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

test("stranger, ex-party, staff: read, search, stream, attachment are NOT_FOUND", async () => {
  const { seq } = await world.send(people.seller(), id, "سلام");
  const [entry] = await database.db.prisma.conversationEntry.findMany({ where: { conversationId: uuidOf("conversation", id) ?? "" } });
  const ways: ((ctx: Ctx) => Promise<unknown>)[] = [
    (ctx) => getConversation(ctx, { conversationId: id }, world.ports),
    (ctx) => listChat(ctx, { conversationId: id, limit: 5 }, world.ports),
    (ctx) => searchChat(ctx, { conversationId: id, text: "سلام" }, world.ports),
    (ctx) => exportChat(ctx, { conversationId: id, after: 0, limit: 5 }, world.ports),
    (ctx) => askPresence(ctx, { conversationId: id }, world.ports),
    (ctx) => sayTyping(ctx, { conversationId: id }, world.ports),
    (ctx) => world.send(ctx, id, "نه"),
    (ctx) => markRead(ctx, { conversationId: id, seq }, world.ports),
    (ctx) => hideMessage(ctx, { conversationId: id, seq }, world.ports),
  ];
  const refused = async (who: Person) => {
    for (const way of ways) await expect(way(who())).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await mayReadEntry(who(), entry?.id ?? "", world.ports)).toBe(false);
    expect((await inbox(who(), { limit: 20 }, world.ports)).data).toEqual([]);
  };
  for (const who of [people.stranger, people.guard, people.resolver, people.admin]) await refused(who);
  // A deal changes hands: the one who has left is a stranger, in lists too.
  const { requestId } = await database.db.prisma.conversation.findUniqueOrThrow({ where: { id: uuidOf("conversation", id) ?? "" } });
  world.requests.set(requestId ?? "", { ownerId: people.stranger.id, title: "x", open: true });
  await refused(people.buyer);
});

test("buyer and two sellers: neither seller sees the other", async () => {
  const requestId = world.request();
  const about = { requestId: publicId("request", requestId) };
  const [one, two] = [
    await openConversation(people.seller(), about, world.ports),
    await openConversation(people.seller2(), about, world.ports),
  ];
  await world.send(people.seller(), one.id, "یک");
  await world.send(people.seller2(), two.id, "دو");
  const listed = async (who: Person) => (await inbox(who(), { limit: 20 }, world.ports)).data.map((view) => view.id);
  expect(await listed(people.buyer)).toEqual([two.id, one.id]);
  expect([await listed(people.seller), await listed(people.seller2)]).toEqual([[one.id], [two.id]]);
  await expect(getConversation(people.seller(), { conversationId: two.id }, world.ports)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(two.members.map(({ name }) => name)).not.toContain(people.seller.name);
  await expect(openConversation(people.buyer(), about, world.ports)).rejects.toMatchObject({ code: "OWN_REQUEST" });
});

test("mark set backwards: ignored; what is unread follows from it", async () => {
  for (let n = 1; n <= 3; n += 1) await world.send(people.seller(), id, `${n}`);
  expect(await unread(people.buyer())).toEqual({ conversations: 1, messages: 3 });
  const mark = (seq: number) => markRead(people.buyer(), { conversationId: id, seq }, world.ports);
  expect([await mark(2), await mark(1), await mark(99)]).toEqual([{ readSeq: 2 }, { readSeq: 2 }, { readSeq: 3 }]);
  expect(await unread(people.buyer())).toEqual({ conversations: 0, messages: 0 });
  await world.send(people.buyer(), id, "خودم");
  expect(await unread(people.buyer())).toEqual({ conversations: 0, messages: 0 });
  expect(await unread(people.seller())).toEqual({ conversations: 1, messages: 1 });
  const view = await getConversation(people.seller(), { conversationId: id }, world.ports);
  expect(view.members.find(({ mine }) => !mine)?.readSeq).toBe(3);
});

test("flood: limited, and the text can be sent later", async () => {
  const outcomes = await atOnce(MOST_PER_MINUTE + 5, (n) => world.send(people.seller(), id, `${n}`));
  expect(failureCodes(outcomes)).toEqual(Array.from({ length: 5 }, () => "RATE_LIMITED"));
  // The other side is not limited by it.
  await world.send(people.buyer(), id, "آرام‌تر");
  const later = testClock(new Date(Date.now() + 61_000));
  await world.send(people.seller({ clock: later }), id, "باشد");
});

test("strangers cannot be written to without end", async () => {
  const open = () => world.conversation();
  for (let n = 1; n < MOST_OPENED; n += 1) await open();
  await expect(open()).rejects.toMatchObject({ code: "RATE_LIMITED" });
  // What is there is found again, and what the other side asked for is free.
  const dealId = world.deal();
  await openConversation(people.seller(), { dealId: publicId("deal", dealId) }, world.ports);
});

test("phone in Persian digits, address cut by ZWNJ: both warned, sent all the same", async () => {
  const cut = `0x${"ab".repeat(10)}\u200C${"cd".repeat(10)}`;
  await world.send(people.seller(), id, "۰۹۱۲۳۴۵۶۷۸۹");
  await world.send(people.seller(), id, cut);
  for (const who of [people.buyer, people.seller]) {
    const { messages } = await page(who);
    expect(messages.map(({ text, warnings }) => [text, warnings])).toEqual([
      ["۰۹۱۲۳۴۵۶۷۸۹", ["phone"]],
      [cut, ["wallet"]],
    ]);
  }
});

test("system message forged by text: drawn as text", async () => {
  const forged = JSON.stringify({ type: "deal.completed.v1", actorName: "Amanat", data: {} });
  await world.send(people.seller(), id, forged);
  expect((await page(people.buyer)).messages).toMatchObject([{ kind: "message", by: "seller", text: forged, event: null }]);
});

test("deleted for oneself: the other keeps it, and it is not found any more", async () => {
  const { seq } = await world.send(people.seller(), id, "پنهان");
  await world.send(people.buyer(), id, "پاسخ", { replyTo: seq });
  await hideMessage(people.buyer(), { conversationId: id, seq }, world.ports);
  expect(textsOf(await page(people.buyer))).toEqual(["پاسخ"]);
  expect((await page(people.buyer)).messages[0]?.replyTo).toBeNull();
  expect([await find(people.buyer, "پنهان"), await find(people.seller, "پنهان")]).toEqual([[], ["پنهان"]]);
  expect(textsOf(await page(people.seller))).toEqual(["پنهان", "پاسخ"]);
});

test("it is found however it is typed, in the conversation and in the list", async () => {
  await world.send(people.seller(), id, "كتاب‌هاي قديمي، ۱۲ جلد");
  await world.send(people.seller(), id, "Đà Nẵng, Été");
  for (const words of ["کتابهای", "کتاب های", "قدیمی 12", "da nang", "ete"]) expect(await find(people.buyer, words), words).toHaveLength(1);
  expect(await find(people.buyer, "؟")).toEqual([]);
  const listed = async (search: string) => (await inbox(people.buyer(), { limit: 20, search }, world.ports)).data.length;
  expect([await listed("دوربين"), await listed(people.seller.name), await listed("هیچ")]).toEqual([1, 1, 0]);
});

test("a conversation continues in the deal, and a closed one is only read", async () => {
  const requestId = world.request();
  const about = { requestId: publicId("request", requestId) };
  const { id: before } = await openConversation(people.seller(), about, world.ports);
  const dealId = world.deal(requestId);
  const { id: after } = await openConversation(people.buyer(), { dealId: publicId("deal", dealId) }, world.ports);
  expect(after).toBe(before);
  const closed = world.request();
  const first = await openConversation(people.seller(), { requestId: publicId("request", closed) }, world.ports);
  await world.send(people.seller(), first.id, "سلام");
  world.requests.set(closed, { ownerId: people.buyer.id, title: "x", open: false });
  await expect(world.send(people.seller(), first.id, "هستید؟")).rejects.toMatchObject({ code: "INVALID_STATE" });
  expect(await openConversation(people.seller(), { requestId: publicId("request", closed) }, world.ports)).toMatchObject({
    id: first.id,
    open: false,
  });
  await expect(openConversation(people.seller2(), { requestId: publicId("request", closed) }, world.ports)).rejects.toMatchObject({
    code: "INVALID_STATE",
  });
});
