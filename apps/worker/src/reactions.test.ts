import { publicId } from "@amanat/contracts";
import { appendEvents, inTransaction, newId, raiseIncident, reviveDelivery } from "@amanat/db";
import { cast, testClock, useDatabase } from "@amanat/testing";
import { expect, test } from "vitest";
import { consumeEvents } from "./reactions.ts";
import { told } from "./told.ts";

const database = useDatabase();

test("an event given up after eight failures is an incident, until it is handled", async () => {
  const people = await cast(database.db);
  const clock = testClock();
  const system = () => people.system({ clock });
  const scope = newId();
  const dealId = publicId("deal", scope);
  const channels = [`deal:${scope}`];
  const delivered = { dealId, status: "delivered" as const, version: 1 };
  // Of a deal that does not exist: whoever reacts finds nothing, each time.
  await inTransaction(system(), (tx) =>
    appendEvents(tx, [{ type: "deal.delivered.v1", subjectId: scope, payload: delivered, channels, actorRole: "system" }]),
  );
  const row = () => database.db.prisma.delivery.findFirst({ where: { channel: `deal:${scope}` } });
  await expect.poll(async () => (await consumeEvents(system()), (await row())?.attempts)).toBe(1);
  const subject = (await row())?.id ?? "";
  const about = () => database.db.prisma.incident.findMany({ where: { subject } });
  // Seven failures are waited for; the clock goes on only as far as the next try.
  for (let n = 1; n < 8; n += 1) {
    expect([(await row())?.attempts, await about()]).toEqual([n, []]);
    clock.advance(2 ** (n - 1) * 1_000 + 1);
    await consumeEvents(system());
  }
  expect(await row()).toMatchObject({ attempts: 8, consumer: "marketplace", deadAt: expect.any(Date) });
  expect(await about()).toMatchObject([
    { kind: "event.given_up", state: "open", dealId: scope, detail: { type: "deal.delivered.v1", consumer: "marketplace" } },
  ]);
  // Tried again with the cause as it was, it fails as before and stays the same incident.
  await inTransaction(system(), (tx) => reviveDelivery(tx, subject));
  for (let n = 0; n < 8; n += 1) {
    clock.advance(300_000);
    await consumeEvents(system());
  }
  expect(await about()).toMatchObject([{ state: "open", count: 2 }]);
});

test("an event that works at last closes its incident", async () => {
  const people = await cast(database.db);
  const scope = newId();
  const payload = {
    payoutId: publicId("payout", newId()),
    dealId: publicId("deal", scope),
    kind: "release",
    status: "settled",
    amount: "1",
    txHash: null,
  } as const;
  const channel = `deal:${scope}`;
  const event = { type: "payout.settled.v1", subjectId: scope, payload, channels: [channel], actorRole: "system", reacts: false } as const;
  await inTransaction(people.system(), (tx) => appendEvents(tx, [event]));
  const { tenantId, seq } = await database.db.prisma.event.findFirstOrThrow({ where: { channel } });
  const due = { tenantId, consumer: "marketplace", subject: channel, channel, seq, dueAt: new Date() };
  await database.db.prisma.delivery.create({ data: { ...due, attempts: 8, failure: "it broke", deadAt: new Date() } });
  const { id: subject } = await database.db.prisma.delivery.findFirstOrThrow({ where: { channel } });
  await raiseIncident(people.system(), { kind: "event.given_up", subject });
  await consumeEvents(people.system());
  expect(await database.db.prisma.incident.findMany({ where: { subject } })).toMatchObject([{ state: "open" }]);
  await inTransaction(people.system(), (tx) => reviveDelivery(tx, subject));
  await consumeEvents(people.system());
  expect(await database.db.prisma.incident.findMany({ where: { subject } })).toMatchObject([{ state: "closed", resolution: "mended" }]);
});

test("a loop that fails thirty times in a row is an incident, until it works", async () => {
  const people = await cast(database.db);
  const name = `loop-${newId()}`;
  let works = false;
  const turn = told(name, () => (works ? Promise.resolve() : Promise.reject(new Error("no"))));
  const about = () => database.db.prisma.incident.findMany({ where: { subject: name } });
  for (let n = 0; n < 29; n += 1) await expect(turn(people.system())).rejects.toThrow("no");
  expect(await about()).toEqual([]);
  await expect(turn(people.system())).rejects.toThrow("no");
  expect(await about()).toMatchObject([{ kind: "loop.failing", state: "open" }]);
  works = true;
  await turn(people.system());
  expect(await about()).toMatchObject([{ state: "closed" }]);
});
