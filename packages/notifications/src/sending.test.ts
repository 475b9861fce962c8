import { publicId } from "@amanat/contracts";
import type { NewEvent } from "@amanat/db";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { deadNotices, sendAgain } from "./index.ts";
import { NOTICE_CRASH_POINTS } from "./verbs/send-notices.ts";
import { Far, House } from "./world.fixture.ts";

const database = useDatabase();
let people: Cast;
let house: House;
beforeAll(async () => {
  people = await cast(database.db);
});
beforeEach(async () => {
  await database.db.prisma.noticeDelivery.deleteMany();
  await database.db.prisma.notice.deleteMany();
  house = new House(database.db);
  house.person(people.buyer.id);
  await house.listen();
});

async function tellBuyer(): Promise<void> {
  const dealId = house.deal(people.buyer.id, people.seller.id);
  const event: NewEvent = {
    type: "deal.delivered.v1",
    subjectId: dealId,
    payload: { dealId: publicId("deal", dealId), status: "delivered", version: 1 },
    channels: [`deal:${dealId}`],
    actorRole: "seller",
  };
  await house.happens(event, people.seller());
  await house.turn();
}

const later = (ms: number) => ({ clock: { now: () => Promise.resolve(new Date(Date.now() + ms)) } });
const rowOf = (channel: string) => database.db.prisma.noticeDelivery.findFirstOrThrow({ where: { channel } });
const dying = (point: string) => ({
  at: (here: string) => (here === point ? Promise.reject(new Error("the process died")) : Promise.resolve()),
});

test.each(NOTICE_CRASH_POINTS.map((point) => [point, point === "notice.sent" ? 2 : 1] as const))(
  "34. a worker that dies at %s: it is sent %i times, under one key",
  async (point, times) => {
    await tellBuyer();
    await database.db.prisma.noticeDelivery.deleteMany({ where: { channel: { not: "mail" } } });
    await expect(house.send({}, dying(point))).rejects.toThrow("died");
    // Under its lease nobody else takes it.
    await house.send();
    await house.send(later(130_000));
    expect(house.mail.taken).toHaveLength(times);
    expect(new Set(house.mail.taken.map(({ key }) => key)).size).toBe(1);
    expect((await rowOf("mail")).status).toBe("sent");
  },
);

test("a channel without keys is not asked twice where it may have taken it; an operator sees it", async () => {
  await tellBuyer();
  await database.db.prisma.noticeDelivery.deleteMany({ where: { channel: { not: "sms" } } });
  await expect(house.send({}, dying("notice.sent"))).rejects.toThrow("died");
  await house.send(later(130_000));
  expect(house.sms.taken).toHaveLength(1);
  const row = await rowOf("sms");
  expect(row.status).toBe("unknown");
  const { data } = await deadNotices(people.admin(), { limit: 20 });
  expect(data).toMatchObject([{ channel: "sms", state: "unknown", kind: "deal_delivered", person: "buyer" }]);
  await sendAgain(people.admin(), { noticeDeliveryId: publicId("noticeDelivery", row.id) });
  await house.send();
  expect(house.sms.taken).toHaveLength(2);
});

test("two workers at once send it once", async () => {
  await tellBuyer();
  await Promise.all([house.send(), house.send(), house.send()]);
  expect([house.mail, house.push, house.sms].map(({ taken }) => taken.length)).toEqual([1, 1, 1]);
});

test("later is tried again, as late as it was asked; never is dead at once, and its address marked", async () => {
  await tellBuyer();
  house.mail.answer = () => ({ as: "never", why: "550 no such mailbox", marksAddress: true });
  house.push.answer = () => ({ as: "later", why: "429", retryAfterMs: 600_000 });
  await house.send();
  expect(house.mail.marked).toEqual([people.buyer.id]);
  expect(await rowOf("mail")).toMatchObject({ status: "dead", failure: "550 no such mailbox" });
  const push = await rowOf("push");
  expect(push.status).toBe("waiting");
  expect(push.dueAt.getTime() - Date.now()).toBeGreaterThan(590_000);
  house.push.answer = () => ({ as: "sent" });
  await house.send(later(601_000));
  expect((await rowOf("push")).status).toBe("sent");
  await house.send(later(86_400_000));
  expect(house.mail.taken).toHaveLength(1);
});

test("a channel that throws is tried again, thirty times, and then an operator is told", async () => {
  await tellBuyer();
  await database.db.prisma.noticeDelivery.deleteMany({ where: { channel: { not: "mail" } } });
  house.mail.answer = () => Promise.reject(new Error("no way out"));
  await house.send();
  expect(await rowOf("mail")).toMatchObject({ status: "waiting", attempts: 1, failure: "no way out" });
  await database.db.prisma.noticeDelivery.updateMany({ data: { attempts: 29, dueAt: new Date(0) } });
  await house.send();
  expect((await rowOf("mail")).status).toBe("dead");
  const incidents = await database.db.prisma.incident.findMany({ where: { kind: "notice.given_up", subject: "mail" } });
  expect(incidents).toHaveLength(1);
  await sendAgain(people.admin(), { noticeDeliveryId: publicId("noticeDelivery", (await rowOf("mail")).id) });
  house.mail.answer = new Far().answer;
  await house.send();
  expect(await rowOf("mail")).toMatchObject({ status: "sent" });
  expect(
    await database.db.prisma.incident.findMany({ where: { kind: "notice.given_up", subject: "mail", state: { not: "closed" } } }),
  ).toEqual([]);
});

test("what was read before it left, or has no address any more, does not leave", async () => {
  await tellBuyer();
  await database.db.prisma.notice.updateMany({ data: { readAt: new Date() } });
  await house.send();
  await database.db.prisma.notice.deleteMany();
  await database.db.prisma.noticeDelivery.deleteMany();
  await tellBuyer();
  house.person(people.buyer.id, { email: null });
  await house.send();
  expect([house.mail, house.push, house.sms].flatMap(({ taken }) => taken)).toEqual([]);
});
