import { changeWebhookInput, createWebhookInput, type MessageState, publicId } from "@amanat/contracts";
import { type Ctx, newId } from "@amanat/db";
import { describeVerbs, type Scene } from "@amanat/testing";
import { describe, expect, test } from "vitest";
import {
  changeWebhook,
  createWebhook,
  listMessages,
  listWebhooks,
  pauseWebhook,
  redeliver,
  redeliverSince,
  removeWebhook,
  resumeWebhook,
  rotateSecret,
  testWebhook,
} from "./index.ts";
import { HOST, useWorld } from "./world.fixture.ts";

const world = useWorld();

const own = async () => (await world.post.create(world.people.seller())).webhook;
const ONCE = ["VERSION_CONFLICT", "INVALID_STATE"] as const;

/** What the keeper does with an endpoint, on the version they saw. */
function onVersion(webhook: { id: string; version: number }, again: Scene["again"], act: (version: number) => Scene["act"]): Scene {
  return { by: world.people.seller, act: act(webhook.version), stale: act(99), stranger: "NOT_FOUND", again };
}

async function messageIn(state: MessageState): Promise<{ messageId: string; webhookId: string }> {
  const webhook = await own();
  const { id } = await testWebhook(world.people.seller(), { webhookId: webhook.id });
  const over = state === "delivered" ? { deliveredAt: new Date() } : {};
  await world.db.prisma.webhookMessage.updateMany({
    where: { type: "webhook.tested.v1", status: "waiting" },
    data: { status: state, ...over },
  });
  return { messageId: id, webhookId: webhook.id };
}

describeVerbs("webhooks", () => ({ db: world.db, people: world.people }), {
  create: () => {
    const make =
      (path: string): Scene["act"] =>
      (ctx) =>
        createWebhook(ctx, createWebhookInput.parse({ url: `https://${HOST}${path}` }), world.post.ports);
    return Promise.resolve({ by: world.people.seller, act: make("/a"), other: make("/b"), stranger: null, again: "anew" });
  },
  change: async () => {
    const webhook = await own();
    return onVersion(webhook, "VERSION_CONFLICT", (version) => (ctx) => {
      const input = changeWebhookInput.parse({ webhookId: webhook.id, version, url: `https://${HOST}/new`, types: ["deal.*"] });
      return changeWebhook(ctx, input, world.post.ports);
    });
  },
  rotateSecret: async () => {
    const webhook = await own();
    return onVersion(
      webhook,
      "VERSION_CONFLICT",
      (version) => (ctx) => rotateSecret(ctx, { webhookId: webhook.id, version, overlapHours: 1 }, world.post.ports),
    );
  },
  pause: async () => {
    const webhook = await own();
    return onVersion(webhook, ONCE, (version) => (ctx) => pauseWebhook(ctx, { webhookId: webhook.id, version }));
  },
  resume: async () => {
    const { id, version: first } = await own();
    const webhook = await pauseWebhook(world.people.seller(), { webhookId: id, version: first });
    return onVersion(webhook, ONCE, (version) => (ctx) => resumeWebhook(ctx, { webhookId: id, version }));
  },
  remove: async () => {
    const webhook = await own();
    return onVersion(webhook, "NOT_FOUND", (version) => (ctx) => removeWebhook(ctx, { webhookId: webhook.id, version }));
  },
  test: async () => {
    const [webhook, another] = [await own(), await own()];
    const tested =
      (webhookId: string): Scene["act"] =>
      (ctx) =>
        testWebhook(ctx, { webhookId });
    return { by: world.people.seller, act: tested(webhook.id), other: tested(another.id), stranger: "NOT_FOUND", again: "anew" };
  },
  redeliver: async () => {
    const [one, another] = [await messageIn("delivered"), await messageIn("refused")];
    const again =
      ({ messageId }: { messageId: string }): Scene["act"] =>
      (ctx) =>
        redeliver(ctx, { messageId });
    return { by: world.people.seller, act: again(one), other: again(another), stranger: "NOT_FOUND", again: "INVALID_STATE" };
  },
  redeliverSince: async () => {
    const { webhookId } = await messageIn("expired");
    const since =
      (moment: string): Scene["act"] =>
      (ctx) =>
        redeliverSince(ctx, { webhookId, since: moment });
    return {
      by: world.people.seller,
      act: since("2026-01-01T00:00:00Z"),
      other: since("2026-02-01T00:00:00Z"),
      stranger: "NOT_FOUND",
      again: "nothing left",
    };
  },
});

describe("an endpoint is refused", () => {
  const create = (given: object) =>
    createWebhook(world.people.seller(), createWebhookInput.parse({ url: `https://${HOST}/`, ...given }), world.post.ports);

  test("46, abuse 47: where its address is not on the internet", async () => {
    for (const url of ["https://localhost.example.invalid/", "https://nobody.test/"])
      await expect(create({ url })).rejects.toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path: "url", code: "outbound_name" }] });
  });

  test("with an event there is not", async () => {
    const issues = [{ path: "types.1", code: "event_unknown" }];
    await expect(create({ types: ["deal.*", "deal.sold.v9"] })).rejects.toMatchObject({ code: "VALIDATION_ERROR", issues });
  });

  test("to anybody but an admin, for the tenant; and everybody's tenth is their last", async () => {
    await expect(create({ of: "tenant" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const made = await Promise.allSettled(Array.from({ length: 14 }, () => create({})));
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    await expect(create({})).rejects.toMatchObject({ code: "INVALID_STATE" });
  });
});

test("57: a secret is shown when it is made and never again: not in lists, messages, audit entries or rows", async () => {
  const { webhook, secret } = await world.post.create(world.people.seller());
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const rotated = await rotateSecret(
    world.people.seller(),
    { webhookId: webhook.id, version: webhook.version, overlapHours: 24 },
    world.post.ports,
  );
  expect(rotated.secret).not.toBe(secret);
  await testWebhook(world.people.seller(), { webhookId: webhook.id });
  await world.post.sendAll();
  const said = [
    await listWebhooks(world.people.seller()),
    await listMessages(world.people.seller(), { webhookId: webhook.id, limit: 20 }),
    await world.db.prisma.webhookEndpoint.findMany(),
    await world.db.prisma.webhookMessage.findMany(),
    await world.db.prisma.webhookAttempt.findMany(),
    await world.db.prisma.idempotencyKey.findMany(),
    await world.house.as("superuser", async (db) => (await db.query(`SELECT * FROM "AuditEntry"`)).rows),
  ];
  const text = JSON.stringify(said, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
  for (const each of [secret, rotated.secret]) expect(text).not.toContain(each.slice("whsec_".length));
});

test("an admin keeps the tenant's endpoints, and nobody else sees them", async () => {
  const { webhook } = await world.post.create(world.people.admin(), { of: "tenant" });
  const ids = async (ctx: Ctx) => (await listWebhooks(ctx)).webhooks.map(({ id }) => id);
  expect([await ids(world.people.admin()), await ids(world.people.seller())]).toEqual([[webhook.id], []]);
  await expect(removeWebhook(world.people.guard(), { webhookId: webhook.id, version: 1 })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(testWebhook(world.people.admin(), { webhookId: publicId("webhook", newId()) })).rejects.toMatchObject({ code: "NOT_FOUND" });
});
