import { publicId } from "@amanat/contracts";
import { appendEvents, feeder, inTransaction, type NewEvent, newId, TENANT_ID } from "@amanat/db";
import { markAddress } from "@amanat/mail";
import { listNotices } from "@amanat/notifications";
import { type Cast, cast, untilReadable, useDatabase } from "@amanat/testing";
import { beforeAll, expect, test } from "vitest";
import { FEEDS } from "./composed.ts";
import { NOTICES } from "./notice-ports.ts";

const database = useDatabase();
const feed = FEEDS.find(({ name }) => name === "notifications.feed") ?? expect.fail("notifications have no feed");
const turn = feeder(feed);
let people: Cast;
beforeAll(async () => {
  people = await cast(database.db);
  await turn(people.system());
});

const ADDRESS = `0x${"dd".repeat(20)}`;

async function happens(event: NewEvent, ctx = people.seller()): Promise<void> {
  await inTransaction(ctx, (tx) => appendEvents(tx, [event]));
  await untilReadable(database.db);
  await turn(people.system());
  await turn(people.system());
}
const toldTo = async (ctx: ReturnType<Cast["seller"]>) =>
  (await listNotices(ctx, { limit: 20, unread: false, locale: "en" }, NOTICES)).data;

async function destination(ownerId: string): Promise<{ id: string; scope: string }> {
  const [id, scope, at] = [newId(), newId(), new Date()];
  const row = { id, tenantId: TENANT_ID, scope, ownerId, chain: "eip155:1", address: ADDRESS, namedAt: at, effectiveAt: at, appliedAt: at };
  await database.db.prisma.destination.create({ data: row });
  return { id, scope };
}

test("whoever's money changes its way is told once, though they asked for it, by every channel that reaches them", async () => {
  const { id, scope } = await destination(people.seller.id);
  const effectiveAt = new Date(Date.now() + 72 * 3_600_000).toISOString();
  const payload = { dealId: publicId("deal", scope), kind: "release", effectiveAt, byKey: false } as const;
  await happens({ type: "destination.change_asked.v1", subjectId: id, payload, channels: [`deal:${scope}`], actorRole: "seller" });
  const told = await toldTo(people.seller());
  expect(told).toMatchObject([
    { kind: "destination_asked", group: "security", by: effectiveAt, place: `/deals/${publicId("deal", scope)}` },
  ]);
  expect(told[0]?.text).toContain(ADDRESS);
  const ways = await database.db.prisma.noticeDelivery.findMany({ where: { userId: people.seller.id } });
  expect(ways.map(({ channel }) => channel)).toEqual(["mail"]);
});

test("a first address is told about only when a machine named it", async () => {
  for (const byKey of [false, true]) {
    const { id, scope } = await destination(people.buyer.id);
    const payload = { dealId: publicId("deal", scope), kind: "refund", effectiveAt: new Date().toISOString(), byKey } as const;
    const event: NewEvent = {
      type: "destination.named.v1",
      subjectId: id,
      payload,
      channels: [`user:${people.buyer.id}`],
      actorRole: "buyer",
    };
    await happens(event, people.buyer());
  }
  const told = await toldTo(people.buyer());
  expect(told.map(({ kind }) => kind)).toEqual(["destination_named"]);
});

test("the owner of rejected money is told why, and when it is drafted again", async () => {
  const [id, scope] = [newId(), newId()];
  const dueAt = new Date(Date.now() + 7 * 86_400_000);
  await database.db.prisma.payout.create({
    data: {
      id,
      tenantId: TENANT_ID,
      kind: "refund",
      status: "rejected",
      scope,
      cause: `test:${id}`,
      partyId: people.buyer.id,
      title: "A camera",
      assetId: "eip155:1/slip44:60",
      chain: "eip155:1",
      amount: "5",
      destination: ADDRESS,
      createdBy: "system",
      rejectedReason: "The address is an exchange's",
    },
  });
  await database.db.prisma.deadline.create({ data: { id: newId(), tenantId: TENANT_ID, purpose: "payout_redraft", subjectId: id, dueAt } });
  const payload = {
    payoutId: publicId("payout", id),
    dealId: publicId("deal", scope),
    kind: "refund",
    status: "rejected",
    amount: "5",
    txHash: null,
  } as const;
  await happens({ type: "payout.rejected.v1", subjectId: id, payload, channels: [`deal:${scope}`], actorRole: "admin" }, people.admin());
  const [told] = await toldTo(people.buyer());
  expect(told).toMatchObject({ kind: "payout_rejected", by: dueAt.toISOString() });
  expect(told?.text).toContain("The address is an exchange's");
});

test("an address that refused is no way any more", async () => {
  const ctx = people.system();
  const readers = [...(await NOTICES.readersOf(ctx, [people.seller.id])).values()];
  expect([...((await NOTICES.reaches.mail?.(ctx, readers)) ?? [])]).toEqual([people.seller.id]);
  await inTransaction(ctx, (tx) => markAddress(tx, people.seller.email, "refused"));
  expect([...((await NOTICES.reaches.mail?.(ctx, readers)) ?? [])]).toEqual([]);
});
