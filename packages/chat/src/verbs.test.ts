import { publicId } from "@amanat/contracts";
import { newId } from "@amanat/db";
import { type Cast, describeVerbs, useDatabase } from "@amanat/testing";
import { beforeEach } from "vitest";
import { editMessage, eraseMessage, hideMessage, markRead, openConversation, sendMessage } from "./index.ts";
import { World } from "./world.fixture.ts";

const database = useDatabase();
let world: World;
let people: Cast;
beforeEach(async () => {
  world = await World.of(database.db);
  people = world.people;
});

const said = async () => {
  const conversationId = await world.conversation();
  const { seq } = await world.send(people.seller(), conversationId, "سلام");
  await world.send(people.seller(), conversationId, "هستید؟");
  return { conversationId, seq };
};

describeVerbs("chat", () => ({ db: database.db, people }), {
  open: () => {
    const [requestId, other] = [publicId("request", world.request()), publicId("request", world.request())];
    return Promise.resolve({
      by: people.seller,
      act: (ctx) => openConversation(ctx, { requestId }, world.ports),
      other: (ctx) => openConversation(ctx, { requestId: other }, world.ports),
      stranger: null,
      refused: { OWN_REQUEST: ["buyer"] },
      again: "same",
    });
  },
  send: async () => {
    const conversationId = await world.conversation();
    const clientId = `c-${newId()}`;
    const act = (text: string) => (ctx: Parameters<typeof sendMessage>[0]) =>
      sendMessage(ctx, { conversationId, clientId, text, fileIds: [] }, world.ports);
    return { by: people.seller, act: act("سلام"), other: act("خداحافظ"), stranger: "NOT_FOUND", again: "same" };
  },
  edit: async () => {
    const { conversationId, seq } = await said();
    const clientId = `c-${newId()}`;
    const act = (text: string) => (ctx: Parameters<typeof sendMessage>[0]) =>
      editMessage(ctx, { conversationId, seq, clientId, text }, world.ports);
    const refused = { NOT_FOUND: ["buyer", "guard", "admin"] } as const;
    return { by: people.seller, act: act("درود"), other: act("بدرود"), stranger: "NOT_FOUND", refused, again: "same" };
  },
  hide: async () => {
    const { conversationId, seq } = await said();
    return {
      by: people.buyer,
      act: (ctx) => hideMessage(ctx, { conversationId, seq }, world.ports),
      other: (ctx) => hideMessage(ctx, { conversationId, seq: seq + 1 }, world.ports),
      stranger: "NOT_FOUND",
      refused: { NOT_FOUND: ["guard", "resolver", "admin"] },
      again: "same",
    };
  },
  erase: async () => {
    const { conversationId, seq } = await said();
    return {
      by: people.admin,
      act: (ctx) => eraseMessage(ctx, { conversationId, seq }, world.ports),
      other: (ctx) => eraseMessage(ctx, { conversationId, seq: seq + 1 }, world.ports),
      stranger: "FORBIDDEN",
      again: "INVALID_STATE",
    };
  },
  markRead: async () => {
    const { conversationId, seq } = await said();
    return {
      by: people.buyer,
      act: (ctx) => markRead(ctx, { conversationId, seq }, world.ports),
      other: (ctx) => markRead(ctx, { conversationId, seq: seq + 1 }, world.ports),
      stranger: "NOT_FOUND",
      refused: { NOT_FOUND: ["guard", "resolver", "admin"] },
      again: "same",
    };
  },
});
