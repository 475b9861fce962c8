import { createHmac } from "node:crypto";
import { publicId } from "@amanat/contracts";
import { newId } from "@amanat/db";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import {
  changeWebhook,
  getMessage,
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
import { HOUR_MS } from "./rules.ts";
import { type SEND_CRASH_POINTS } from "./verbs/send-webhooks.ts";
import { type Call, HOST, useWorld } from "./world.fixture.ts";

const world = useWorld();

const mine = () => `user:${world.people.seller.id}`;
const statuses = () => world.receiver.told.map((data) => (data as { status: string }).status);
const stateOf = async (id: string) => (await listWebhooks(world.people.seller())).webhooks.find((webhook) => webhook.id === id);
const rows = () => world.db.prisma.webhookMessage.findMany({ orderBy: { seq: "asc" } });
/** Events of some subjects, each with its number in the order they happened. */
async function happen(subjects: readonly string[], count: number, from = 0): Promise<void> {
  for (let n = 0; n < count; n += 1) await world.post.happens(subjects[n % subjects.length] ?? "", `s${from + n}`, [mine()]);
  await world.post.hear();
}

describe("who is told", () => {
  test("a person hears what they may see and have named, once each; the tenant's endpoint hears everything; nobody else hears it", async () => {
    const [deal, request] = [newId(), newId()];
    world.post.parties.set(`deal:${deal}`, [world.people.seller.id, world.people.buyer.id]);
    const everything = await world.post.create(world.people.seller(), { path: "/all" });
    await world.post.create(world.people.seller(), { path: "/offers", types: ["offer.*"] });
    await world.post.create(world.people.stranger(), { path: "/stranger" });
    await world.post.create(world.people.stranger(), { path: "/market", types: ["request.changed.v1"] });
    await world.post.create(world.people.admin(), { path: "/tenant", of: "tenant" });
    await world.post.happens(deal, "party", [`deal:${deal}`]);
    await world.post.happens(request, "both", [`user:${world.people.seller.id}`, `deal:${deal}`]);
    await world.post.happens(request, "open", ["market", `user:${world.people.buyer.id}`]);
    await world.post.happens(request, "room", ["role:admin"]);
    await world.post.hear();
    await world.post.hear();
    await world.post.sendAll();
    const endpoints = await world.db.prisma.webhookEndpoint.findMany();
    const told = (path: string) => {
      const endpoint = endpoints.find(({ url }) => url.endsWith(path));
      return rows().then((all) =>
        all
          .filter(({ endpointId }) => endpointId === endpoint?.id)
          .map(({ body }) => (JSON.parse(body) as { data: { status: string } }).data.status),
      );
    };
    expect(await told("/all")).toEqual(["party", "both"]);
    expect(await told("/offers")).toEqual([]);
    expect(await told("/stranger")).toEqual([]);
    expect(await told("/market")).toEqual(["open"]);
    expect(await told("/tenant")).toEqual(["party", "both", "open", "room"]);
    expect(world.receiver.calls).toHaveLength(7);
    const { data } = await listMessages(world.people.seller(), { webhookId: everything.webhook.id, limit: 20 });
    expect(data.map(({ state, attempts, status }) => [state, attempts, status])).toEqual([
      ["delivered", 1, 200],
      ["delivered", 1, 200],
    ]);
  });

  test("what happened before it was there is not told", async () => {
    await world.post.happens(newId(), "before", [mine()]);
    await world.post.create(world.people.seller());
    await world.post.hear();
    expect(await rows()).toEqual([]);
  });
});

describe("a message", () => {
  test("verifies by a library of the standard and by the founding document's header; another body, time or secret does not", async () => {
    const { secret } = await world.post.create(world.people.seller(), { plainSignature: true });
    await happen([newId()], 1);
    await world.post.send();
    const [call] = world.receiver.calls;
    const { headers = {}, body = "" } = call ?? {};
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({
      type: "request.changed.v1",
      actorName: "Amanat",
      data: { status: "s0" },
    });
    expect(() => new Webhook(secret).verify(body.replace("s0", "s1"), headers)).toThrow();
    expect(() => new Webhook(secret).verify(body, { ...headers, "webhook-id": "msg_other" })).toThrow();
    const { secret: another } = await world.post.create(world.people.seller());
    expect(() => new Webhook(another).verify(body, headers)).toThrow();
    const [, seconds, plain] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers["x-signature"] ?? "") ?? [];
    expect(plain).toBe(createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex"));
    expect(Object.keys(JSON.parse(body) as object)).toEqual(["actorName", "data", "timestamp", "type"]);
    expect(headers["webhook-id"]).toMatch(/^msg_[0-9a-f]{32}$/);
  });

  test("52: while a secret is rotated both verify, until the overlap ends", async () => {
    const { secret: old, webhook } = await world.post.create(world.people.seller());
    const { secret: fresh } = await rotateSecret(
      world.people.seller({ clock: world.post.hands.clock }),
      { webhookId: webhook.id, version: webhook.version, overlapHours: 1 },
      world.post.ports,
    );
    const verifies = ({ body, headers }: Call, secret: string) => {
      // The library holds the time against the real clock.
      const signed = new Webhook(secret).sign(headers["webhook-id"] ?? "", new Date(Number(headers["webhook-timestamp"]) * 1_000), body);
      return (headers["webhook-signature"] ?? "").split(" ").includes(signed);
    };
    await happen([newId()], 1);
    await world.post.send();
    world.post.hands.pass(HOUR_MS + 1_000);
    await happen([newId()], 1);
    await world.post.send();
    expect(world.receiver.calls.map((call) => [verifies(call, fresh), verifies(call, old)])).toEqual([
      [true, true],
      [true, false],
    ]);
  });

  test.each([400, 413, 415, 422])("is refused for good by %d, and what comes after it goes on", async (status) => {
    const { webhook } = await world.post.create(world.people.seller());
    world.receiver.say = () => ({ status: world.receiver.calls.length === 1 ? status : 204 });
    await happen([newId()], 2);
    await world.post.sendAll();
    expect((await rows()).map((row) => [row.status, row.attempts])).toEqual([
      ["refused", 1],
      ["delivered", 1],
    ]);
    expect(await stateOf(webhook.id)).toMatchObject({ state: "active", waiting: 0, nextAt: null });
  });
});

describe("a receiver that does not take it", () => {
  test("49: is down for a day: it gets everything, in order of each subject, and was asked some thirty times", async () => {
    const { webhook } = await world.post.create(world.people.seller());
    const subjects = [newId(), newId(), newId()];
    world.receiver.say = () => ({ status: 503 });
    await happen(subjects, 6);
    const end = world.post.hands.at + 24 * HOUR_MS;
    while (world.post.hands.at < end) {
      await world.post.sendAll();
      const { nextAt } = (await stateOf(webhook.id)) ?? {};
      world.post.hands.at = Math.max(world.post.hands.at + 1, Date.parse(nextAt ?? ""));
    }
    await happen(subjects, 6, 6);
    expect(world.receiver.calls.length).toBeGreaterThan(25);
    expect(world.receiver.calls.length).toBeLessThan(45);
    // The first turn found it healthy, and sent to the three subjects side by side.
    expect(new Set(world.receiver.calls.slice(3).map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(await stateOf(webhook.id)).toMatchObject({ state: "failing", waiting: 12 });

    world.receiver.calls.length = 0;
    world.receiver.say = () => ({ status: 200 });
    world.post.hands.pass(2 * HOUR_MS);
    await world.post.sendAll();
    expect(statuses().toSorted()).toEqual(Array.from({ length: 12 }, (_, n) => `s${n}`).toSorted());
    for (const subject of subjects) {
      const its = world.receiver.told.filter((data) => (data as { requestId: string }).requestId === publicId("request", subject));
      const order = its.map((data) => Number((data as { status: string }).status.slice(1)));
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
    expect(await stateOf(webhook.id)).toMatchObject({ state: "active", failingSince: null, waiting: 0 });
  });

  test("50: answers after our limit: the same message comes again under the same id", async () => {
    await world.post.create(world.people.seller());
    world.receiver.say = async () => {
      if (world.receiver.calls.length === 1) await new Promise((resolve) => setTimeout(resolve, 600));
      return { status: 200 };
    };
    await happen([newId()], 1);
    await world.post.send();
    expect(await rows()).toMatchObject([{ status: "waiting", failure: "timeout" }]);
    world.post.hands.pass(7_000);
    await world.post.send();
    const [first, second] = world.receiver.calls;
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(second?.body).toBe(first?.body);
    expect(await rows()).toMatchObject([{ status: "delivered", attempts: 2 }]);
  });

  test.each([301, 401, 403, 404, 405, 429, 500])("51: answers %d for an hour: the message is kept", async (status) => {
    const { webhook } = await world.post.create(world.people.seller());
    world.receiver.say = () => ({ status });
    await happen([newId()], 1);
    const end = world.post.hands.at + HOUR_MS;
    while (world.post.hands.at < end) {
      await world.post.sendAll();
      world.post.hands.at = Math.max(world.post.hands.at + 1, Date.parse((await stateOf(webhook.id))?.nextAt ?? ""));
    }
    expect(await rows()).toMatchObject([{ status: "waiting", lastStatus: status }]);
    world.receiver.say = () => ({ status: 200 });
    world.post.hands.pass(HOUR_MS);
    await world.post.sendAll();
    expect(await rows()).toMatchObject([{ status: "delivered" }]);
  });

  test("51: answers 410: it is paused, its keeper is told, and what happens is kept for when it is resumed", async () => {
    const { webhook } = await world.post.create(world.people.seller());
    const subject = newId();
    world.receiver.say = () => ({ status: 410 });
    await happen([subject], 2);
    await world.post.sendAll();
    expect(world.receiver.calls).toHaveLength(1);
    const paused = await stateOf(webhook.id);
    expect(paused).toMatchObject({ state: "paused", pausedBy: "gone", waiting: 2 });
    const told = await world.db.prisma.event.findFirst({ where: { type: "webhook.paused.v1", channel: mine() } });
    expect(told?.payload).toEqual({ webhookId: webhook.id, cause: "gone" });
    await happen([subject], 1, 2);
    await world.post.sendAll();
    expect(world.receiver.calls).toHaveLength(1);
    world.receiver.say = () => ({ status: 200 });
    await resumeWebhook(world.people.seller(), { webhookId: webhook.id, version: paused?.version ?? 0 });
    world.post.hands.at = Date.now() + 1_000;
    await world.post.sendAll();
    expect(statuses()).toEqual(["s0", "s0", "s1", "s2"]);
  });

  test("fails for three days: it is paused, and what waited as long has expired", async () => {
    const { webhook } = await world.post.create(world.people.seller());
    world.receiver.say = () => ({ status: 500, hangUp: true });
    await happen([newId()], 2);
    for (let turns = 0; turns < 200 && (await stateOf(webhook.id))?.state !== "paused"; turns += 1) {
      await world.post.sendAll();
      // Something always waits, else it would not be tried.
      if (turns % 20 === 0) await happen([newId()], 1, 10 + turns);
      world.post.hands.at = Math.max(world.post.hands.at + 1, Date.parse((await stateOf(webhook.id))?.nextAt ?? "") || 0);
    }
    expect(await stateOf(webhook.id)).toMatchObject({ state: "paused", pausedBy: "failing" });
    expect((await rows()).slice(0, 2).map(({ status }) => status)).toEqual(["expired", "expired"]);
  });

  test("asks for a pause in Retry-After and gets it", async () => {
    await world.post.create(world.people.seller());
    world.receiver.say = () => ({ status: 429, headers: { "retry-after": "600" } });
    await happen([newId()], 1);
    await world.post.send();
    world.post.hands.pass(590_000);
    expect(await world.post.send()).toBe(0);
    world.post.hands.pass(20_000);
    expect(await world.post.send()).toBe(1);
  });

  test("a number of retries, where an operator has set one, ends a message and frees those behind it", async () => {
    await world.post.create(world.people.seller());
    world.receiver.say = ({ body }) => ({ status: body.includes('"s0"') ? 500 : 200 });
    await happen([newId()], 2);
    for (let turns = 0; turns < 5; turns += 1) {
      await world.post.sendAll({ maxRetries: 2 });
      world.post.hands.pass(60_000);
    }
    expect((await rows()).map(({ status, attempts }) => [status, attempts])).toEqual([
      ["expired", 3],
      ["delivered", 1],
    ]);
  });
});

test("54: everything since a moment is sent once more, under the same ids, however often it is asked for", async () => {
  const { webhook } = await world.post.create(world.people.seller());
  await happen([newId()], 3);
  await world.post.sendAll();
  const first = world.receiver.calls.map(({ headers }) => headers["webhook-id"]);
  const since = new Date(Date.now() - HOUR_MS).toISOString();
  const again = () => redeliverSince(world.people.seller(), { webhookId: webhook.id, since });
  expect([await again(), await again()]).toEqual([{ messages: 3 }, { messages: 0 }]);
  world.post.hands.at = Date.now() + 1_000;
  await world.post.sendAll();
  expect(world.receiver.calls.slice(3).map(({ headers }) => headers["webhook-id"])).toEqual(first);

  const { data } = await listMessages(world.people.seller(), { webhookId: webhook.id, limit: 1 });
  await redeliver(world.people.seller(), { messageId: data[0]?.id ?? "" });
  world.post.hands.at = Date.now() + 2_000;
  await world.post.sendAll();
  expect(world.receiver.calls.at(-1)?.headers["webhook-id"]).toBe(data[0]?.id);
  const { log, body } = await getMessage(world.people.seller(), { messageId: data[0]?.id ?? "" });
  expect(log.map(({ status, answer }) => [status, answer])).toEqual(Array(3).fill([200, "thank you"]));
  expect(JSON.parse(body)).toMatchObject({ type: "request.changed.v1" });
});

test("55: two workers make one attempt at a time", async () => {
  await world.post.create(world.people.seller());
  let [inside, most] = [0, 0];
  world.receiver.say = async () => {
    most = Math.max(most, (inside += 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    inside -= 1;
    return { status: 200 };
  };
  const subject = newId();
  await happen([subject], 12);
  await Promise.all([world.post.sendAll(), world.post.sendAll(), world.post.sendAll()]);
  expect(most).toBe(1);
  expect(statuses()).toEqual(Array.from({ length: 12 }, (_, n) => `s${n}`));
});

test("56: nothing leaves for an endpoint that was removed or paused while its messages were being sent", async () => {
  const { webhook } = await world.post.create(world.people.seller());
  world.receiver.say = async () => {
    if (world.receiver.calls.length === 2) await removeWebhook(world.people.seller(), { webhookId: webhook.id, version: webhook.version });
    return { status: 200 };
  };
  await happen([newId()], 6);
  await world.post.sendAll();
  expect(world.receiver.calls).toHaveLength(2);
  expect((await rows()).map(({ status }) => status)).toEqual(["delivered", "dropped", "dropped", "dropped", "dropped", "dropped"]);

  const second = await world.post.create(world.people.seller());
  world.receiver.calls.length = 0;
  world.receiver.say = async () => {
    await pauseWebhook(world.people.seller(), { webhookId: second.webhook.id, version: second.webhook.version });
    return { status: 200 };
  };
  await happen([newId()], 3);
  await world.post.sendAll();
  expect(world.receiver.calls).toHaveLength(1);
});

test("what waits goes to the new address of an endpoint that has moved", async () => {
  const { webhook } = await world.post.create(world.people.seller());
  world.receiver.say = () => ({ status: 500 });
  await happen([newId()], 1);
  await world.post.send();
  const moved = {
    webhookId: webhook.id,
    version: webhook.version,
    url: `https://${HOST}/moved`,
    description: "",
    types: [],
    plainSignature: false,
  };
  expect(await changeWebhook(world.people.seller(), moved, world.post.ports)).toMatchObject({
    url: `https://${HOST}/moved`,
    state: "failing",
  });
  world.receiver.say = () => ({ status: 200 });
  world.post.hands.pass(10_000);
  await world.post.send();
  expect(await rows()).toMatchObject([{ status: "delivered" }]);
});

test("a test comes behind what waits, and says who asked for it", async () => {
  const { webhook } = await world.post.create(world.people.seller());
  await happen([newId()], 1);
  await testWebhook(world.people.seller(), { webhookId: webhook.id });
  world.post.hands.at = Date.now() + 1_000;
  await world.post.sendAll();
  expect(world.receiver.told).toEqual([expect.objectContaining({ status: "s0" }), { webhookId: webhook.id }]);
});

describe("a worker that dies", () => {
  const died = (where: (typeof SEND_CRASH_POINTS)[number]) => ({
    at: (point: string) => (point === where ? Promise.reject(new Error(`died at ${where}`)) : Promise.resolve()),
  });
  test.each([
    ["webhook.leased", 1],
    ["webhook.sent", 2],
    ["webhook.noted", 1],
  ] as const)("at %s: the next one sends it, %d times in all and under one id", async (point, times) => {
    await world.post.create(world.people.seller());
    await happen([newId()], 1);
    await expect(world.post.send({}, died(point))).rejects.toThrow(point);
    expect(await world.post.send()).toBe(0);
    world.post.hands.pass(10 * 60_000);
    await world.post.sendAll();
    expect(world.receiver.calls).toHaveLength(times);
    expect(new Set(world.receiver.calls.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect((await rows()).map(({ status }) => status)).toEqual(["delivered"]);
  });
});
