import { publicId } from "@amanat/contracts";
import { createCtx, inTransaction, setDeadline, TENANT_ID, type NewEvent } from "@amanat/db";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { changePreferences, countUnread, getPreferences, getUnsubscription, listNotices, readAllNotices, unsubscribe } from "./index.ts";
import { unsubscribeToken } from "./internal/tokens.ts";
import { tellAll } from "./feed.ts";
import { House } from "./world.fixture.ts";
import { forgetOld } from "./verbs/forget-old.ts";

const database = useDatabase();
let people: Cast;
let house: House;
beforeAll(async () => {
  people = await cast(database.db);
});
beforeEach(async () => {
  const { prisma } = database.db;
  await prisma.noticeDelivery.deleteMany();
  await prisma.notice.deleteMany();
  await prisma.noticePreference.deleteMany();
  house = new House(database.db);
  for (const id of [people.buyer.id, people.seller.id, people.admin.id]) house.person(id);
  await house.listen();
});

const delivered = (dealId: string, actorRole: "seller" | "system" = "seller"): NewEvent => ({
  type: "deal.delivered.v1",
  subjectId: dealId,
  payload: { dealId: publicId("deal", dealId), status: "delivered", version: 1 },
  channels: [`deal:${dealId}`],
  actorRole,
});
const cancelled = (dealId: string): NewEvent => ({
  type: "deal.cancelled.v1",
  subjectId: dealId,
  payload: { dealId: publicId("deal", dealId), status: "cancelled", version: 1 },
  channels: [`deal:${dealId}`],
  actorRole: "admin",
});
const message = (conversationId: string, seq: number): NewEvent => ({
  type: "chat.message_sent.v1",
  subjectId: conversationId,
  payload: { conversationId: publicId("conversation", conversationId), seq, clientId: `c-${seq}`, by: "seller" },
  channels: [`user:${people.buyer.id}`, `user:${people.seller.id}`],
  actorRole: "seller",
});

const list = (ctx = people.buyer()) => listNotices(ctx, { limit: 20, unread: false }, house.ports);
const waiting = (userId: string) => database.db.prisma.noticeDelivery.findMany({ where: { userId }, orderBy: { channel: "asc" } });

describe("an event", () => {
  test("is told to whom it is for, with who acted, what is next and by when; not to whoever did it", async () => {
    const dealId = house.deal(people.buyer.id, people.seller.id);
    const dueAt = new Date("2027-01-02T10:00:00Z");
    await inTransaction(house.ctx(), (tx) => setDeadline(tx, { purpose: "inspect", subjectId: dealId, dueAt }));
    await house.happens(delivered(dealId), people.seller());
    expect(await house.turn()).toBeGreaterThan(0);
    const { data } = await list();
    expect(data).toMatchObject([
      { kind: "deal_delivered", group: "deals", urgency: "urgent", place: `/deals/${dealId}`, by: dueAt.toISOString(), readAt: null },
    ]);
    expect(data[0]?.title).toContain("seller");
    expect(data[0]?.text).toContain("2 January 2027");
    expect((await list(people.seller())).data).toEqual([]);
    expect((await waiting(people.buyer.id)).map(({ channel, digest }) => [channel, digest])).toEqual([
      ["mail", false],
      ["push", false],
      ["sms", false],
    ]);
    expect(await countUnread(people.buyer())).toEqual({ count: 1 });
  });

  test("is told once, however often it is taken", async () => {
    const dealId = house.deal(people.buyer.id, people.seller.id);
    await house.happens(cancelled(dealId));
    await house.turn();
    const [event] = await database.db.prisma.event.findMany({ where: { subjectId: dealId } });
    const fed = { ...event, type: "deal.cancelled.v1", channels: [`deal:${dealId}`], payload: event?.payload } as never;
    for (const _again of [1, 2]) await inTransaction(house.ctx(), (tx) => tellAll(house.ports)(tx, [fed]));
    expect((await list()).data).toHaveLength(1);
    expect((await list(people.seller())).data).toHaveLength(1);
    expect(await database.db.prisma.noticeDelivery.count()).toBe(6);
  });

  test("is not told to who is gone, nor on a channel that does not reach", async () => {
    house.people.delete(people.buyer.id);
    house.person(people.seller.id, { email: null });
    const dealId = house.deal(people.buyer.id, people.seller.id);
    await house.happens(cancelled(dealId));
    await house.turn();
    expect((await list(people.seller())).data).toHaveLength(1);
    expect(await database.db.prisma.noticeDelivery.count()).toBe(0);
    expect(await database.db.prisma.notice.count({ where: { userId: people.buyer.id } })).toBe(0);
  });

  test("says to its reader's pages that something is new", async () => {
    const dealId = house.deal(people.buyer.id, people.seller.id);
    await house.happens(cancelled(dealId));
    await house.turn();
    const said = await database.db.prisma.event.findMany({ where: { channel: `user:${people.buyer.id}`, type: "notice.changed.v1" } });
    expect(said.at(-1)).toMatchObject({ reacts: false });
  });
});

describe("messages of one conversation", () => {
  test("are one notice while it is unread, pushed again after some time, mailed once", async () => {
    const id = house.deal(people.buyer.id, people.seller.id);
    await house.happens(message(id, 1), people.seller());
    await house.happens(message(id, 2), people.seller());
    await house.turn();
    expect((await list()).data).toMatchObject([{ kind: "message", count: 2 }]);
    const [mail, push] = await waiting(people.buyer.id);
    expect(mail?.dueAt.getTime()).toBeGreaterThan((push?.dueAt.getTime() ?? 0) + 500_000);
    await house.send();
    expect(house.push.taken.map(({ key }) => key)).toHaveLength(1);
    await house.happens(message(id, 3), people.seller());
    await house.turn();
    await house.send();
    expect(house.push.taken).toHaveLength(1);
    await database.db.prisma.noticeDelivery.updateMany({ where: { channel: "push" }, data: { closedAt: new Date(Date.now() - 700_000) } });
    await house.happens(message(id, 4), people.seller());
    await house.turn();
    await house.send();
    expect(new Set(house.push.taken.map(({ key }) => key)).size).toBe(2);
    await readAllNotices(people.buyer(), { until: new Date(Date.now() + 60_000).toISOString() });
    await house.happens(message(id, 5), people.seller());
    await house.turn();
    expect((await list()).data.map(({ count, readAt }) => [count, readAt === null])).toEqual([
      [1, true],
      [4, false],
    ]);
  });
});

describe("preferences", () => {
  test("what is switched off is in the centre only; security goes out all the same", async () => {
    const off = [
      { group: "deals", channel: "mail" },
      { group: "security", channel: "mail" },
    ] as const;
    await changePreferences(people.buyer(), { version: 0, off: [...off], quiet: null, digest: "none" }, house.ports);
    const chosen = await getPreferences(people.buyer(), house.ports);
    expect(chosen.groups.find(({ group }) => group === "deals")?.on).toEqual(["push", "sms"]);
    expect(chosen.groups.find(({ group }) => group === "security")).toEqual({ group: "security", fixed: true, on: ["mail", "push"] });
    expect(chosen.groups.some(({ group }) => group === "staff")).toBe(false);
    const dealId = house.deal(people.buyer.id, people.seller.id);
    house.facts.set(dealId, { people: { buyer: [people.buyer.id], owner: [people.buyer.id] }, title: "A camera", place: "/deals" });
    await house.happens(cancelled(dealId));
    const payload = { dealId: publicId("deal", dealId), kind: "refund", effectiveAt: "2027-01-01T00:00:00Z", byKey: false } as const;
    await house.happens(
      { type: "destination.changed.v1", subjectId: dealId, payload, channels: [`user:${people.buyer.id}`], actorRole: "buyer" },
      people.buyer(),
    );
    await house.turn();
    const notices = await database.db.prisma.notice.findMany({ where: { userId: people.buyer.id } });
    const kindOf = new Map(notices.map(({ id, kind }) => [id, kind]));
    const mails = (await waiting(people.buyer.id)).filter(({ channel }) => channel === "mail");
    expect(mails.map(({ noticeId }) => kindOf.get(noticeId))).toEqual(["destination_changed"]);
  });

  test("37. looking at the way out changes nothing; POST switches off; security has none", async () => {
    const nobody = createCtx(database.db, { kind: "anonymous", tenantId: TENANT_ID });
    const token = unsubscribeToken(nobody, people.buyer.id, "deals", "mail");
    expect(await getUnsubscription(nobody, { token })).toEqual({ group: "deals", channel: "mail", on: true });
    expect(await database.db.prisma.noticePreference.count()).toBe(0);
    expect(await unsubscribe(nobody, { token })).toEqual({ group: "deals", channel: "mail", on: false });
    expect(await getUnsubscription(nobody, { token })).toMatchObject({ on: false });
    const security = unsubscribeToken(nobody, people.buyer.id, "security", "mail");
    for (const wrong of [security, `${token}x`, "nonsense"])
      for (const call of [getUnsubscription, unsubscribe])
        await expect(call(nobody, { token: wrong })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const dealId = house.deal(people.buyer.id, people.seller.id);
    await house.happens(cancelled(dealId));
    await house.turn();
    await house.send();
    expect(house.mail.taken.map(({ reader }) => reader.id)).toEqual([people.seller.id]);
    expect(house.mail.taken[0]?.unsubscribe).not.toBeNull();
  });
});

describe("40. what was read elsewhere", () => {
  const change = (dealId: string): NewEvent => ({
    type: "deal.expired.v1",
    subjectId: dealId,
    payload: { dealId: publicId("deal", dealId), status: "expired", version: 1 },
    channels: [`deal:${dealId}`],
    actorRole: "admin",
  });
  const mails = async () => (await waiting(people.buyer.id)).filter(({ channel }) => channel === "mail");

  /** As many parts of one daily digest; returns their deals and the moment at which it is due. */
  async function gather(parts: number): Promise<{ deals: string[]; morning: Date }> {
    await changePreferences(people.buyer(), { version: 0, off: [], quiet: null, digest: "daily" }, house.ports);
    const deals = Array.from({ length: parts }, (_, n) => house.deal(people.buyer.id, people.seller.id, `Camera ${n + 1}`));
    for (const dealId of deals) await house.happens(change(dealId));
    await house.turn();
    const rows = await mails();
    expect(rows.map(({ digest }) => digest)).toEqual(deals.map(() => true));
    return { deals, morning: new Date(Math.max(...rows.map(({ dueAt }) => dueAt.getTime())) + 1_000) };
  }
  const sendAt = (at: Date) => house.send({ clock: { now: () => Promise.resolve(at) } });
  const taken = () => house.mail.taken.filter(({ reader }) => reader.id === people.buyer.id);

  test("is left out of the digest, which is one mail for all the rest", async () => {
    const { deals, morning } = await gather(3);
    const [first] = await database.db.prisma.notice.findMany({ where: { userId: people.buyer.id, subjectId: deals[0] ?? "" } });
    await database.db.prisma.notice.update({ where: { id: first?.id ?? "" }, data: { readAt: new Date() } });
    await sendAt(morning);
    expect(taken()).toHaveLength(1);
    expect(taken()[0]?.key).toMatch(/^digest\.ntd_/);
    expect(taken()[0]?.items.map(({ title }) => title)).toEqual([expect.stringContaining("Camera 2"), expect.stringContaining("Camera 3")]);
    expect((await mails()).map(({ status }) => status).toSorted()).toEqual(["dropped", "sent", "sent"]);
  });

  test("and stays one mail when several workers send at the same moment", async () => {
    const { morning } = await gather(12);
    await Promise.all(Array.from({ length: 4 }, () => sendAt(morning)));
    expect(taken().map(({ items }) => items.length)).toEqual([12]);
    expect(new Set((await mails()).map(({ status }) => status))).toEqual(new Set(["sent"]));
  });
});

describe("39. a deadline moved", () => {
  const warnAt = (purpose: string, subjectId: string, dueAt: Date) =>
    inTransaction(house.ctx(), async (tx) => {
      await setDeadline(tx, { purpose, subjectId, dueAt });
      await tx.tx.deadline.updateMany({ where: { subjectId }, data: { createdAt: new Date(Date.now() - 5 * 86_400_000) } });
    });

  test("the old warning dies, and the new date is warned of, each once", async () => {
    const dealId = house.deal(people.buyer.id, people.seller.id);
    const [soon, later] = [new Date(Date.now() + 20 * 3_600_000), new Date(Date.now() + 22 * 3_600_000)];
    await warnAt("inspect", dealId, soon);
    expect(await house.warn()).toBe(1);
    expect(await house.warn()).toBe(0);
    expect((await list()).data).toMatchObject([{ kind: "due_inspect_buyer", by: soon.toISOString(), group: "reminders" }]);
    expect((await list(people.seller())).data).toMatchObject([{ kind: "due_inspect_seller" }]);
    await warnAt("inspect", dealId, later);
    await house.send();
    expect(house.mail.taken).toEqual([]);
    expect(new Set((await waiting(people.buyer.id)).map(({ status }) => status))).toEqual(new Set(["dropped"]));
    expect(await house.warn()).toBe(1);
    await house.send();
    expect(house.mail.taken.map(({ items }) => items[0].by)).toEqual([later]);
    expect((await list()).data.map(({ by, readAt }) => [by, readAt === null])).toEqual([
      [later.toISOString(), true],
      [soon.toISOString(), false],
    ]);
  });

  test("a clock that stopped, was paused or has only just begun is not warned of", async () => {
    const deals = [1, 2, 3].map(() => house.deal(people.buyer.id, people.seller.id));
    const [stopped = "", paused = "", fresh = ""] = deals;
    const dueAt = new Date(Date.now() + 4 * 60_000);
    for (const id of deals) await warnAt("pay", id, dueAt);
    await database.db.prisma.deadline.updateMany({ where: { subjectId: stopped }, data: { status: "cancelled", closedAt: new Date() } });
    await database.db.prisma.deadline.updateMany({ where: { subjectId: paused }, data: { pausedAt: new Date() } });
    await database.db.prisma.deadline.updateMany({ where: { subjectId: fresh }, data: { createdAt: new Date() } });
    expect(await house.warn()).toBe(0);
  });
});

test("notices are forgotten after ninety days, with their deliveries", async () => {
  const dealId = house.deal(people.buyer.id, people.seller.id);
  await house.happens(cancelled(dealId));
  await house.turn();
  await database.db.prisma.notice.updateMany({
    where: { userId: people.buyer.id },
    data: { createdAt: new Date(Date.now() - 91 * 86_400_000) },
  });
  expect(await forgetOld(house.ctx())).toBe(1);
  expect(await database.db.prisma.noticeDelivery.count({ where: { userId: people.buyer.id } })).toBe(0);
  expect(await database.db.prisma.notice.count({ where: { userId: people.seller.id } })).toBe(1);
});

describe("64. a mediator's badge is imitated", () => {
  const said = (conversationId: string, by: "seller" | "staff"): NewEvent => {
    const event = message(conversationId, 1);
    return { ...event, payload: { ...event.payload, by }, actorRole: by === "staff" ? "resolver" : "seller" } as NewEvent;
  };

  test("none: the word comes from the part somebody has, in mail as on the page", async () => {
    const id = house.deal(people.buyer.id, people.seller.id);
    await house.happens(said(id, "seller"), people.seller());
    await house.happens(said(id, "staff"), people.admin());
    await house.turn();
    const kinds = new Map((await list()).data.map(({ kind, title }) => [kind, title]));
    expect([...kinds.keys()].toSorted()).toEqual(["message", "message_mediator"]);
    expect(kinds.get("message_mediator")).toMatch(/^Amanat mediator /);
    expect(kinds.get("message")).not.toContain("mediator");
  });
});

describe("a case", () => {
  const about = (dealId: string) => ({
    caseId: publicId("case", dealId),
    dealId: publicId("deal", dealId),
    status: "ruled" as const,
    version: 3,
  });
  const event = (dealId: string, type: NewEvent["type"], extra: object, actorRole: NewEvent["actorRole"] = "system"): NewEvent =>
    ({ type, subjectId: dealId, payload: { ...about(dealId), ...extra }, channels: [`deal:${dealId}`], actorRole }) as NewEvent;

  test("is told to both sides when it is ruled, with the last date to appeal, or without one where that was the last word", async () => {
    const [first, small] = [house.deal(people.buyer.id, people.seller.id), house.deal(people.buyer.id, people.seller.id)];
    const ruling = { rulingId: publicId("ruling", first), outcome: "split", defaulted: null };
    await house.happens(event(first, "dispute.ruled.v1", { ...ruling, appealBy: "2027-01-02T10:00:00.000Z" }));
    await house.happens(event(small, "dispute.ruled.v1", { ...ruling, appealBy: null }));
    await house.happens(event(small, "dispute.ruled.v1", { ...ruling, appealBy: null, defaulted: "seller" }));
    await house.turn();
    for (const ctx of [people.buyer(), people.seller()]) {
      const { data } = await list(ctx);
      expect(data.map(({ kind, by }) => `${kind} ${by ?? ""}`.trim()).toSorted()).toEqual([
        "case_defaulted",
        "case_ruled",
        "case_ruled 2027-01-02T10:00:00.000Z",
      ]);
      expect(data.find(({ by }) => by !== null)?.text).toContain("It can be appealed until");
      expect(data.find(({ by }) => by === null)?.text).not.toContain("appealed");
    }
  });

  test("ends in the words of how it ended, and what a side did itself is told to the other alone", async () => {
    for (const how of ["settled", "conceded", "ruled", "withdrawn", "undecided", "money_gone"]) {
      const dealId = house.deal(people.buyer.id, people.seller.id);
      await house.happens(event(dealId, "dispute.closed.v1", { how }, "seller"), people.seller());
    }
    await house.turn();
    expect((await list()).data.map(({ kind }) => kind).toSorted()).toEqual([
      "case_conceded",
      "case_executed",
      "case_money_gone",
      "case_settled",
      "case_undecided",
      "case_withdrawn",
    ]);
    expect((await list(people.seller())).data).toEqual([]);
  });
});
