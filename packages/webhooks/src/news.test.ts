import { changeWebhookInput } from "@amanat/contracts";
import { newId } from "@amanat/db";
import { expect, test } from "vitest";
import { changeWebhook, listWebhooks, pauseWebhook, redeliverSince, removeWebhook, resumeWebhook, testWebhook } from "./index.ts";
import { useWorld } from "./world.fixture.ts";

const world = useWorld();

const mine = () => `user:${world.people.seller.id}`;
const said = (channel: string, type = "webhook.changed.v1") => world.db.prisma.event.count({ where: { type, channel } });
/** How often its keeper's pages were told while this happened. */
async function told(act: () => Promise<unknown>, channel = mine()): Promise<number> {
  const before = await said(channel);
  await act();
  return (await said(channel)) - before;
}

test("pages hear of each thing their person does to an endpoint, and once of each turn of the worker's, however much it sent", async () => {
  const seller = world.people.seller();
  let { webhook } = await world.post.create(seller);
  const webhookId = webhook.id;
  const version = () => world.db.prisma.webhookEndpoint.findFirstOrThrow().then((row) => row.version);
  expect(await said(mine())).toBe(1);
  for (const subject of [newId(), newId(), newId()]) await world.post.happens(subject, "new", [mine()]);
  await world.post.hear();
  expect(await told(() => world.post.send())).toBe(1);
  expect(world.receiver.calls).toHaveLength(3);

  world.receiver.say = () => ({ status: 500 });
  expect(await told(() => testWebhook(seller, { webhookId }))).toBe(1);
  world.post.hands.at = Date.now() + 1_000;
  expect(await told(() => world.post.send())).toBe(1);
  world.receiver.say = () => ({ status: 200 });
  world.post.hands.pass(10_000);
  expect(await told(() => world.post.send())).toBe(1);
  expect(await told(() => redeliverSince(seller, { webhookId, since: "2026-01-01T00:00:00Z" }))).toBe(1);
  expect(await told(async () => (webhook = await pauseWebhook(seller, { webhookId, version: await version() })))).toBe(1);
  expect(await told(async () => (webhook = await resumeWebhook(seller, { webhookId, version: webhook.version })))).toBe(1);
  expect(await told(() => removeWebhook(seller, { webhookId, version: webhook.version }))).toBe(1);
});

test("its keeper is told where their news goes, when it is named and when it moves, and not for other changes", async () => {
  const named = () => said(mine(), "webhook.named.v1");
  const before = await named();
  const { webhook } = await world.post.create(world.people.seller());
  expect(await named()).toBe(before + 1);
  const change = (version: number, url: string) =>
    changeWebhook(
      world.people.seller(),
      changeWebhookInput.parse({ webhookId: webhook.id, version, url, description: `of ${version}` }),
      world.post.ports,
    );
  await change(1, webhook.url);
  expect(await named()).toBe(before + 1);
  await change(2, `${webhook.url}/new`);
  expect(await named()).toBe(before + 2);
});

test("what collects at an endpoint that rests is told: paused, its keeper sees how much waits", async () => {
  const { webhook } = await world.post.create(world.people.seller());
  await pauseWebhook(world.people.seller(), { webhookId: webhook.id, version: webhook.version });
  for (const subject of [newId(), newId()]) await world.post.happens(subject, "new", [mine()]);
  expect(await told(() => world.post.hear())).toBe(1);
  expect((await listWebhooks(world.people.seller())).webhooks).toMatchObject([{ state: "paused", waiting: 2 }]);
  expect(await told(() => world.post.hear())).toBe(0);
});

test("that something was sent is itself sent to nobody, or it would have no end", async () => {
  await world.post.create(world.people.seller());
  await world.post.create(world.people.admin(), { of: "tenant" });
  await world.post.happens(newId(), "new", [mine()]);
  await world.post.hear();
  expect(await world.post.send()).toBe(2);
  await world.post.hear();
  expect(await world.post.send()).toBe(0);
});

test("the tenant's endpoint is told of to its admins", async () => {
  expect(await told(() => world.post.create(world.people.admin(), { of: "tenant" }), "role:admin")).toBe(1);
  expect(await said(`user:${world.people.admin.id}`)).toBe(0);
});
