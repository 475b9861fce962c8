import { type NoticeChannel, publicId } from "@amanat/contracts";
import { inTransaction, newId, TENANT_ID } from "@amanat/db";
import { type Cast, cast, describeVerbs, type Scene, useDatabase } from "@amanat/testing";
import { beforeEach } from "vitest";
import { changePreferences, readAllNotices, readNotice, sendAgain, unsubscribe } from "./index.ts";
import { unsubscribeToken } from "./internal/tokens.ts";
import { insertNotices } from "./internal/notices.ts";
import { House } from "./world.fixture.ts";

const database = useDatabase();
let people: Cast;
let house: House;
beforeEach(async () => {
  people = await cast(database.db);
  house = new House(database.db);
  for (const id of [people.buyer.id, people.seller.id]) house.person(id);
});

async function notice(userId: string, at = new Date()): Promise<string> {
  const told = {
    tenantId: TENANT_ID,
    userId,
    kind: "deal_cancelled",
    cause: `event:${newId()}`,
    subjectId: newId(),
    collapse: null,
    actorId: null,
    titledById: null,
    said: { actor: "", title: "A camera", detail: "" },
    place: "/deals",
    by: null,
    clock: null,
  };
  const [row] = await inTransaction(house.ctx(), (tx) => insertNotices(tx, [told], at));
  return row?.id ?? "";
}

async function deadLetter(channel: NoticeChannel = "mail"): Promise<string> {
  const id = newId();
  const noticeId = await notice(people.seller.id);
  await database.db.prisma.noticeDelivery.create({
    data: {
      id,
      tenantId: TENANT_ID,
      noticeId,
      userId: people.seller.id,
      channel,
      status: "dead",
      digest: false,
      dueAt: new Date(),
      createdAt: new Date(),
      closedAt: new Date(),
    },
  });
  return publicId("noticeDelivery", id);
}

describeVerbs("notifications", () => ({ db: database.db, people }), {
  read: async () => {
    const [one, other] = [await notice(people.seller.id), await notice(people.seller.id)];
    const reads =
      (id: string): Scene["act"] =>
      (ctx) =>
        readNotice(ctx, { noticeId: publicId("notice", id) });
    return { by: people.seller, act: reads(one), other: reads(other), stranger: "NOT_FOUND", again: "same" };
  },
  readAll: async () => {
    await notice(people.seller.id);
    const until =
      (moment: string): Scene["act"] =>
      (ctx) =>
        readAllNotices(ctx, { until: moment });
    return {
      by: people.seller,
      act: until(new Date(Date.now() + 1_000).toISOString()),
      other: until("2026-01-01T00:00:00Z"),
      stranger: null,
      again: "nothing left",
    };
  },
  changePreferences: () => {
    const change =
      (version: number): Scene["act"] =>
      (ctx) =>
        changePreferences(
          ctx,
          { version, off: [{ group: "market", channel: "mail" }], quiet: { from: 1_320, to: 480 }, digest: "daily" },
          house.ports,
        );
    return Promise.resolve({ by: people.seller, act: change(0), stale: change(7), stranger: null, again: "VERSION_CONFLICT" });
  },
  unsubscribe: () => {
    const out =
      (channel: NoticeChannel): Scene["act"] =>
      (ctx) =>
        unsubscribe(ctx, { token: unsubscribeToken(ctx, people.seller.id, "market", channel) });
    return Promise.resolve({ by: people.seller, act: out("mail"), other: out("push"), stranger: null, again: "same" });
  },
  sendAgain: async () => {
    const [one, other] = [await deadLetter(), await deadLetter()];
    const again =
      (noticeDeliveryId: string): Scene["act"] =>
      (ctx) =>
        sendAgain(ctx, { noticeDeliveryId });
    return { by: people.admin, act: again(one), other: again(other), stranger: null, again: "INVALID_STATE" };
  },
});
