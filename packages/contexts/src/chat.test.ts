import { exportChat, getConversation, inbox, listChat, openConversation, sendMessage, unread } from "@amanat/chat";
import { type ConversationView, publicId, uuidOf } from "@amanat/contracts";
import { appendEvents, type Ctx, deliverer, ensureQueue, feeder, inTransaction, newId } from "@amanat/db";
import { MAIL_QUEUE } from "@amanat/mail";
import * as marketplace from "@amanat/marketplace";
import { PAID_TO, setStage, type Stage } from "@amanat/payment/testing/stage";
import { untilReadable, useDatabase } from "@amanat/testing";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { CHAT_PORTS } from "./chat-ports.ts";
import { CONSUMERS, FEEDS } from "./composed.ts";
import { FILE_READERS } from "./file-readers.ts";

/** Conversations over real requests, offers, deals and files: who is in them, and how a deal's story comes into them. */

const database = useDatabase({ jobs: true });
const PRICE = 1_250_000n;
let stage: Stage;
const feed = feeder(FEEDS.find(({ name }) => name === "chat.feed") ?? expect.fail("chat has a feed"));
const reactions = deliverer(CONSUMERS);

beforeAll(async () => {
  await ensureQueue(database.db, MAIL_QUEUE);
  stage = await setStage(database.db);
  await feed(stage.system());
});
beforeEach(async () => {
  // What one test has opened is not counted against the next.
  await database.db.prisma.conversation.updateMany({ data: { openedBy: null } });
});

async function happened(): Promise<void> {
  await untilReadable(stage.db);
  await feed(stage.system());
}

const wish = () =>
  ({
    title: "Refurbished laptop, 16 GB",
    description: "A refurbished laptop in good condition, with a warranty.",
    productType: "physical_product",
    category: "electronics",
    asset: stage.asset,
    budgetMin: "1000000",
    budgetMax: "2000000",
    delivery: { mode: "physical", country: "IR", city: "Shiraz", address: "Zand 1", postalCode: "71345" },
  }) as const;
const ask = async () => {
  const request = await marketplace.createRequest(stage.people.buyer(), wish());
  for (let turn = 0; turn < 3; turn += 1) {
    await untilReadable(stage.db);
    await reactions(stage.system());
  }
  return request.id;
};
const bid = (who: Ctx, requestId: string) =>
  marketplace.submitOffer(who, { requestId, price: PRICE.toString(), deliveryDays: 3, payoutAddress: PAID_TO }, stage.payIn);
const open = (who: Ctx, about: Parameters<typeof openConversation>[1]): Promise<ConversationView> =>
  openConversation(who, about, CHAT_PORTS);
const send = (who: Ctx, conversationId: string, text: string, fileIds: string[] = []) =>
  sendMessage(who, { conversationId, clientId: newId(), text, fileIds }, CHAT_PORTS);
const read = (who: Ctx, conversationId: string) => listChat(who, { conversationId, limit: 100 }, CHAT_PORTS);
const listed = async (who: Ctx) => (await inbox(who, { limit: 100 }, CHAT_PORTS)).data.map(({ id }) => id);

test("a talk before the offer goes on in the deal, whose story stands in it once and in order", async () => {
  const { buyer, seller } = stage.people;
  const requestId = await ask();
  const { id } = await open(seller(), { requestId });
  await send(seller(), id, "هنوز هست؟");
  expect(await unread(buyer())).toMatchObject({ messages: 1 });
  const offer = await bid(seller(), requestId);
  expect((await open(buyer(), { offerId: offer.id })).id).toBe(id);
  const { dealId } = await marketplace.acceptOffer(buyer(), { offerId: offer.id, version: offer.version }, stage.payIn);
  await happened();
  expect(await getConversation(buyer(), { conversationId: id }, CHAT_PORTS)).toMatchObject({
    dealId,
    requestId,
    role: "buyer",
    open: true,
  });
  expect((await open(seller(), { dealId })).id).toBe(id);
  await send(buyer(), id, "پرداخت می‌کنم");
  // A worker that takes the same page again, and two at once.
  await Promise.all([feed(stage.system()), feed(stage.system())]);
  await happened();
  const { messages } = await read(seller(), id);
  const story = messages.filter(({ kind }) => kind === "system");
  expect(story.map(({ event }) => event?.type)).toContain("deal.created.v1");
  expect(new Set(story.map(({ clientId }) => clientId)).size).toBe(story.length);
  expect(story.every(({ text }) => text === "")).toBe(true);
  const seqs = await database.db.prisma.event.findMany({
    where: { channel: `deal:${uuidOf("deal", dealId)}` },
    orderBy: [{ stamp: "asc" }, { seq: "asc" }],
  });
  expect(story.map(({ clientId }) => clientId)).toEqual(seqs.map(({ seq }) => `event-${seq}`));
  expect((await exportChat(seller(), { conversationId: id, after: 0, limit: 500 }, CHAT_PORTS)).brokenAt).toBeNull();
  // The platform's own words are no unread messages.
  expect(await unread(seller())).toMatchObject({ messages: 1 });
});

test("a deal without a talk has its conversation at its birth", async () => {
  const { buyer, seller2 } = stage.people;
  const offer = await bid(seller2(), await ask());
  const { dealId } = await marketplace.acceptOffer(buyer(), { offerId: offer.id, version: offer.version }, stage.payIn);
  await happened();
  const view = await open(seller2(), { dealId });
  expect(view).toMatchObject({ dealId, role: "seller", lastSeq: expect.any(Number) });
  expect(await listed(buyer())).toContain(view.id);
  expect(view.last).toMatchObject({ kind: "system" });
});

test("buyer and two sellers: each seller has a conversation of their own, and no way to the other", async () => {
  const { buyer, seller, seller2 } = stage.people;
  const requestId = await ask();
  const [one, two] = [await open(seller(), { requestId }), await open(seller2(), { requestId })];
  await send(seller(), one.id, "یک");
  await send(seller2(), two.id, "دو");
  const mine = await listed(buyer());
  expect(mine).toEqual(expect.arrayContaining([one.id, two.id]));
  expect(await listed(seller())).not.toContain(two.id);
  await expect(read(seller(), two.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const offer = await bid(seller2(), requestId);
  await expect(open(seller(), { offerId: offer.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  const { dealId } = await marketplace.acceptOffer(buyer(), { offerId: offer.id, version: offer.version }, stage.payIn);
  await happened();
  await expect(open(seller(), { dealId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  // The one who was not chosen keeps what was said, and it is closed.
  await expect(send(seller(), one.id, "چرا؟")).rejects.toMatchObject({ code: "INVALID_STATE" });
  expect((await read(seller(), one.id)).messages.map(({ text }) => text)).toEqual(["یک"]);
});

test("an attachment is read by those who are in the conversation, and by nobody else", async () => {
  const { buyer, seller, stranger, guard } = stage.people;
  const { id } = await open(seller(), { requestId: await ask() });
  const fileId = newId();
  const file = { id: fileId, tenantId: seller().actor.tenantId, ownerId: seller.id, purpose: "message", fileName: "a.pdf" };
  const ready = { declaredType: "application/pdf", type: "application/pdf", size: 5, status: "ready", objectId: newId() };
  await database.db.prisma.file.create({ data: { ...file, ...ready, expiresAt: new Date(), createdAt: new Date() } });
  const fileIds = [publicId("file", fileId)];
  await expect(send(buyer(), id, "", fileIds)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const sent = await send(seller(), id, "", fileIds);
  expect(sent.files).toMatchObject([{ id: fileIds[0], fileName: "a.pdf", attached: true }]);
  await expect(send(seller(), id, "", fileIds)).rejects.toMatchObject({ code: "INVALID_STATE" });
  expect((await read(buyer(), id)).messages.at(-1)?.files).toHaveLength(1);
  const { subjectId } = await database.db.prisma.file.findUniqueOrThrow({ where: { id: fileId } });
  const may = (who: Ctx) => FILE_READERS.message?.(who, subjectId ?? "");
  expect([await may(buyer()), await may(seller()), await may(stranger()), await may(guard())]).toEqual([true, true, false, false]);
});

test("what happens in a deal nobody knows is no story, and holds up nothing", async () => {
  await inTransaction(stage.system(), (tx) =>
    appendEvents(tx, [
      {
        type: "deal.expired.v1",
        subjectId: newId(),
        payload: { dealId: publicId("deal", newId()), status: "expired", version: 1 },
        channels: [`deal:${newId()}`],
        actorRole: "system",
      },
    ]),
  );
  await happened();
  expect(await database.db.prisma.delivery.count({ where: { consumer: "chat.feed" } })).toBe(0);
});
