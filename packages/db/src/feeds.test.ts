import { publicId, type SystemActor } from "@amanat/contracts";
import { beforeEach, expect, test } from "vitest";
import {
  appendEvents,
  createCtx,
  deliverer,
  type FedEvent,
  feeder,
  inTransaction,
  newId,
  reviveDelivery,
  type Take,
  TENANT_ID,
} from "./index.ts";
import { untilReadable, useDatabase } from "./testing/index.ts";

const house = useDatabase();
const system: SystemActor = { kind: "system", tenantId: TENANT_ID, process: "worker" };

let at = Date.now();
const clock = { now: () => Promise.resolve(new Date(at)) };
const ctx = () => createCtx(house.db, system, { clock });

beforeEach(async () => {
  at = Date.now();
  await house.db.prisma.delivery.deleteMany();
  await house.db.prisma.consumer.deleteMany();
});

async function happens(subjectId: string, status: string): Promise<void> {
  const payload = { requestId: publicId("request", subjectId), status };
  const channels = [`deal:${subjectId}`, `user:${subjectId}`, "market"];
  await inTransaction(ctx(), (tx) => appendEvents(tx, [{ type: "request.changed.v1", subjectId, payload, channels, actorRole: "system" }]));
}

/** What was taken of one subject, kept in the transaction that takes it. */
async function note(tx: Parameters<Take>[0], { subjectId, payload }: FedEvent): Promise<void> {
  await tx.tx.$executeRaw`
    INSERT INTO "Setting" ("tenantId", "key", "value") VALUES (${TENANT_ID}::uuid, ${subjectId}, jsonb_build_array(${payload["status"]}::text))
    ON CONFLICT ("tenantId", "key") DO UPDATE SET "value" = "Setting"."value" || EXCLUDED."value"`;
}
const noted = async (subject: string) =>
  (await house.db.prisma.setting.findUnique({ where: { tenantId_key: { tenantId: TENANT_ID, key: subject } } }))?.value;

const consumer = (take: Take) => ({ name: "fed.feed", from: "beginning" as const, reactions: {}, take });

test("a page holds each event once, in order, with all its channels, whoever else turns at the same time", async () => {
  const [subject, seen] = [newId(), [] as FedEvent[]];
  const all = Array.from({ length: 30 }, (_, n) => `s${n}`);
  for (const status of all) await happens(subject, status);
  await untilReadable(house.db);
  const take: Take = async (tx, events) => {
    for (const event of events) {
      if (event.subjectId === subject) seen.push(event);
      await note(tx, event);
    }
  };
  const turns = Array.from({ length: 4 }, () => feeder(consumer(take)));
  await Promise.all(turns.map((turn) => turn(ctx())));
  while ((await feeder(consumer(take))(ctx())) > 0);
  expect(await noted(subject)).toEqual(all);
  expect(seen[0]).toMatchObject({ actorId: null, actorName: "Amanat", tenantId: TENANT_ID, at: expect.any(Date) });
  expect(seen[0]?.channels).toEqual([`deal:${subject}`, "market", `user:${subject}`].toSorted());
});

test("a page that breaks leaves nothing; the one event that cannot be taken is put aside, is dead after eight tries, and can be retried", async () => {
  const [good, bad, behind] = [newId(), newId(), newId()];
  for (const subject of [good, bad, behind]) await happens(subject, "one");
  await untilReadable(house.db);
  let broken = true;
  const take: Take = async (tx, events) => {
    for (const event of events) {
      await note(tx, event);
      if (broken && event.subjectId === bad) throw new Error("not this one");
    }
  };
  const fed = consumer(take);
  await feeder(fed)(ctx());
  expect([await noted(good), await noted(bad), await noted(behind)]).toEqual([["one"], undefined, ["one"]]);
  const [aside] = await house.db.prisma.delivery.findMany();
  expect(aside).toMatchObject({ consumer: "fed.feed", attempts: 0 });

  const deliver = deliverer([fed]);
  for (let tries = 0; tries < 8; tries += 1) {
    await deliver(ctx());
    at += 2 ** tries * 1_000 + 100;
  }
  const dead = await house.db.prisma.delivery.findFirstOrThrow();
  expect(dead).toMatchObject({ attempts: 8, deadAt: expect.any(Date), failure: "not this one" });
  broken = false;
  await inTransaction(ctx(), (tx) => reviveDelivery(tx, dead.id));
  expect(await deliver(ctx())).toBe(1);
  expect(await noted(bad)).toEqual(["one"]);
  expect(await house.db.prisma.delivery.count()).toBe(0);
});

test("a new feed begins with now", async () => {
  const [before, after] = [newId(), newId()];
  await happens(before, "old");
  await untilReadable(house.db);
  const take: Take = async (tx, events) => {
    for (const event of events) await note(tx, event);
  };
  const turn = feeder({ ...consumer(take), from: "now" });
  await turn(ctx());
  await happens(after, "new");
  await untilReadable(house.db);
  await turn(ctx());
  expect([await noted(before), await noted(after)]).toEqual([undefined, ["new"]]);
});
