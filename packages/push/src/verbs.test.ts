import { createECDH } from "node:crypto";
import { openOutbound } from "@amanat/outbound";
import { type Cast, cast, describeVerbs, type Scene, useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import { getSetup, type PushPorts, subscribe, unsubscribe } from "./index.ts";

const database = useDatabase();
let people: Cast;
beforeEach(async () => {
  people = await cast(database.db);
});

const ports: PushPorts = {
  outbound: openOutbound({ local: { "push.example": "http://127.0.0.1:1" }, servers: [] }),
  living: (_ctx, ids) => Promise.resolve(new Set(ids)),
  publicKey: "B".repeat(87),
};
let made = 0;
const browser = () => ({
  endpoint: `https://push.example/send/${(made += 1)}`,
  p256dh: createECDH("prime256v1").generateKeys("base64url"),
  auth: "a".repeat(22),
});

describeVerbs("push", () => ({ db: database.db, people }), {
  subscribe: () => {
    const with_ =
      (given: ReturnType<typeof browser>): Scene["act"] =>
      (ctx) =>
        subscribe(ctx, given, ports);
    return Promise.resolve({ by: people.buyer, act: with_(browser()), other: with_(browser()), stranger: null, again: "same" });
  },
  unsubscribe: async () => {
    const [one, another] = [await subscribe(people.buyer(), browser(), ports), await subscribe(people.buyer(), browser(), ports)];
    const without =
      (pushSubscriptionId: string): Scene["act"] =>
      (ctx) =>
        unsubscribe(ctx, { pushSubscriptionId });
    return { by: people.buyer, act: without(one.id), other: without(another.id), stranger: "NOT_FOUND", again: "NOT_FOUND" };
  },
});

test("ten browsers of one person are woken, and an eleventh takes the place of the oldest", async () => {
  const all = Array.from({ length: 12 }, browser);
  for (const given of all) await subscribe(people.buyer(), given, ports);
  expect((await getSetup(people.buyer(), ports)).subscriptions).toHaveLength(10);
  const kept = await database.db.prisma.pushSubscription.findMany({ where: { userId: people.buyer.id }, select: { endpoint: true } });
  const endpoints = new Set(kept.map(({ endpoint }) => endpoint));
  expect(all.filter(({ endpoint }) => !endpoints.has(endpoint))).toEqual(all.slice(0, 2));
});

test("without keys nobody is offered push, and nobody gets it", async () => {
  const without = { ...ports, publicKey: null };
  expect(await getSetup(people.buyer(), without)).toEqual({ publicKey: null, subscriptions: [] });
  await expect(subscribe(people.buyer(), browser(), without)).rejects.toMatchObject({ code: "INVALID_STATE" });
});

test("what nothing can be sealed for is refused", async () => {
  const given = browser();
  for (const [path, wrong] of [
    ["p256dh", { ...given, p256dh: "A".repeat(87) }],
    ["auth", { ...given, auth: "a".repeat(24) }],
  ] as const)
    await expect(subscribe(people.buyer(), wrong, ports)).rejects.toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path }] });
});
