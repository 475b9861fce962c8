import { newId } from "@amanat/db";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pauseWebhook, redeliverSince, removeWebhook, resumeWebhook, testWebhook } from "./index.ts";
import { Post, Receiver } from "./world.fixture.ts";

const database = useDatabase();
let people: Cast;
let receiver: Receiver;
let post: Post;
beforeEach(async () => {
  people = await cast(database.db);
  await database.db.prisma.webhookMessage.deleteMany();
  await database.db.prisma.webhookEndpoint.deleteMany();
  receiver = await Receiver.open();
  post = new Post(database.db, receiver);
  await post.begin();
});
afterEach(() => receiver.close());

const mine = () => `user:${people.seller.id}`;
const said = (channel: string, type = "webhook.changed.v1") => database.db.prisma.event.count({ where: { type, channel } });
/** How often its keeper's pages were told while this happened. */
async function told(act: () => Promise<unknown>, channel = mine()): Promise<number> {
  const before = await said(channel);
  await act();
  return (await said(channel)) - before;
}

test("pages hear of each thing their person does to an endpoint, and once of each turn of the worker's, however much it sent", async () => {
  const seller = people.seller();
  let { webhook } = await post.create(seller);
  const webhookId = webhook.id;
  const version = () => database.db.prisma.webhookEndpoint.findFirstOrThrow().then((row) => row.version);
  expect(await said(mine())).toBe(1);
  for (const subject of [newId(), newId(), newId()]) await post.happens(subject, "new", [mine()]);
  await post.hear();
  expect(await told(() => post.send())).toBe(1);
  expect(receiver.calls).toHaveLength(3);

  receiver.say = () => ({ status: 500 });
  expect(await told(() => testWebhook(seller, { webhookId }))).toBe(1);
  post.hands.at = Date.now() + 1_000;
  expect(await told(() => post.send())).toBe(1);
  receiver.say = () => ({ status: 200 });
  post.hands.pass(10_000);
  expect(await told(() => post.send())).toBe(1);
  expect(await told(() => redeliverSince(seller, { webhookId, since: "2026-01-01T00:00:00Z" }))).toBe(1);
  expect(await told(async () => (webhook = await pauseWebhook(seller, { webhookId, version: await version() })))).toBe(1);
  expect(await told(async () => (webhook = await resumeWebhook(seller, { webhookId, version: webhook.version })))).toBe(1);
  expect(await told(() => removeWebhook(seller, { webhookId, version: webhook.version }))).toBe(1);
});

test("that something was sent is itself sent to nobody, or it would have no end", async () => {
  await post.create(people.seller());
  await post.create(people.admin(), { of: "tenant" });
  await post.happens(newId(), "new", [mine()]);
  await post.hear();
  expect(await post.send()).toBe(2);
  await post.hear();
  expect(await post.send()).toBe(0);
});

test("the tenant's endpoint is told of to its admins", async () => {
  expect(await told(() => post.create(people.admin(), { of: "tenant" }), "role:admin")).toBe(1);
  expect(await said(`user:${people.admin.id}`)).toBe(0);
});
