import { createECDH } from "node:crypto";
import { newId } from "@amanat/db";
import { openOutbound } from "@amanat/outbound";
import { type Cast, cast, PushService, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { getSetup, type Push, type PushPorts, type PushSending, sendPush, subscribe } from "./index.ts";
import { MOST_BYTES, payloadOf } from "./rules.ts";

const database = useDatabase();
let people: Cast;
let service: PushService;
/** Sessions that have ended. */
const ended = new Set<string>();
let ports: PushPorts;
let sending: PushSending;

beforeAll(async () => {
  service = await PushService.open();
  const outbound = openOutbound({ local: { [service.host]: service.origin }, servers: [] });
  const living: PushPorts["living"] = (_ctx, ids) => Promise.resolve(new Set(ids.filter((id) => !ended.has(id))));
  const ecdh = createECDH("prime256v1");
  const publicKey = ecdh.generateKeys().toString("base64url");
  const privateKey = ecdh.getPrivateKey().toString("base64url").padStart(43, "A");
  ports = { outbound, living, publicKey };
  sending = { outbound, living, vapid: { publicKey, privateKey, subject: "mailto:no-reply@amanat.test" } };
});
afterAll(() => service.close());
beforeEach(async () => {
  people = await cast(database.db);
  service.say = () => ({ status: 201 });
});

const TEXT: Push["text"] = {
  title: "خریدار پرداخت کرد",
  body: "نوبت شماست.",
  place: "/fa/deals/dl_1",
  lang: "fa",
  dir: "rtl",
  tag: "dl_1",
};

const push = (over: Partial<Push> = {}): Push => ({ key: `n.${newId()}`, userId: people.buyer.id, urgent: true, text: TEXT, ...over });
const send = (over: Partial<Push> = {}) => sendPush(people.system(), sending, push(over));

async function woken(who: keyof Cast = "buyer") {
  const browser = service.browser();
  const view = await subscribe((people[who] as Cast["buyer"])(), browser, ports);
  return { ...browser, id: view.id };
}

const count = (endpoint: string) => database.db.prisma.pushSubscription.count({ where: { endpoint } });

test("a browser gets what is said, signed and sealed, under a topic that a later one replaces", async () => {
  const [phone, laptop] = [await woken(), await woken()];
  expect(await send()).toEqual({ as: "sent" });
  for (const browser of [phone, laptop]) {
    const [taken, ...more] = service.of(browser);
    expect(more).toEqual([]);
    expect(JSON.parse(taken?.text ?? "")).toEqual(TEXT);
    expect(taken).toMatchObject({ urgency: "high", ttl: 86_400 });
  }
  await send({ text: { ...TEXT, body: "Later." } });
  const [first, second] = service.of(phone);
  expect(second?.topic).toBe(first?.topic);
});

test("nobody to wake is nobody's failure but the notice's", async () => {
  expect(await send({ userId: newId() })).toMatchObject({ as: "never", marksAddress: false });
});

describe("41: what a push service answers", () => {
  test.each([404, 410])("%i: the browser is gone", async (status) => {
    const browser = await woken();
    service.say = () => ({ status });
    expect(await send()).toMatchObject({ as: "never" });
    expect(await count(browser.endpoint)).toBe(0);
  });

  test("429 waits as told, 503 waits, and neither loses the browser", async () => {
    const browser = await woken();
    service.say = () => ({ status: 429, headers: { "retry-after": "120" } });
    expect(await send()).toMatchObject({ as: "later", retryAfterMs: 120_000 });
    service.say = () => ({ status: 503, headers: { "retry-after": new Date(Date.now() + 60_000).toUTCString() } });
    const later = await send();
    expect(later).toMatchObject({ as: "later" });
    expect("retryAfterMs" in later && Math.abs((later.retryAfterMs ?? 0) - 60_000)).toBeLessThan(5_000);
    service.say = () => ({ status: 500, headers: { "retry-after": "999999999" } });
    expect(await send()).toMatchObject({ as: "later", retryAfterMs: 6 * 3_600_000 });
    expect(await count(browser.endpoint)).toBe(1);
  });

  test("413 is tried once more, shorter", async () => {
    const browser = await woken();
    let asked = 0;
    service.say = () => ({ status: (asked += 1) === 1 ? 413 : 201 });
    expect(await send({ text: { ...TEXT, body: "a".repeat(3_000) } })).toEqual({ as: "sent" });
    expect(service.of(browser).map(({ bytes }) => bytes <= 1_000)).toEqual([true]);
  });

  test("keys that are refused are an incident, and the browser is kept", async () => {
    const browser = await woken();
    const other: PushSending = { ...sending, vapid: { ...sending.vapid, privateKey: Buffer.alloc(32, 7).toString("base64url") } };
    expect(await sendPush(people.system(), other, push())).toMatchObject({ as: "later" });
    expect(await count(browser.endpoint)).toBe(1);
    const incidents = await database.db.prisma.incident.findMany({ where: { kind: "push.refused", state: { not: "closed" } } });
    expect(incidents.map(({ subject }) => subject)).toEqual([service.host]);
  });
});

test("42: 4,000 bytes are shortened to what can be read, at a whole character", async () => {
  const browser = await woken();
  for (const body of ["b".repeat(4_000), "آ".repeat(4_000), "👩‍👩‍👧".repeat(1_000)]) await send({ text: { ...TEXT, body } });
  const taken = service.of(browser);
  expect(taken).toHaveLength(3);
  for (const { text, bytes } of taken) {
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
    expect(bytes).toBeGreaterThan(MOST_BYTES - 20);
    const said = JSON.parse(text) as Push["text"];
    expect(said.title).toBe(TEXT.title);
    expect(said.body).toMatch(/…$/);
    expect(said.body).not.toContain("\uFFFD");
  }
  expect(payloadOf({ ...TEXT, title: "t".repeat(9_000), body: "b" }).length).toBeLessThanOrEqual(MOST_BYTES);
});

test("43: on a shared phone the former hears nothing, once they signed out or somebody else signed in", async () => {
  const browser = await woken("buyer");
  // Somebody else signs in there.
  await subscribe(people.seller(), browser, ports);
  expect(await send()).toMatchObject({ as: "never" });
  expect(await send({ userId: people.seller.id })).toEqual({ as: "sent" });
  expect(service.of(browser)).toHaveLength(1);
  // And signs out.
  ended.add(people.seller.sessionId);
  expect(await getSetup(people.seller(), ports)).toMatchObject({ subscriptions: [] });
  expect(await send({ userId: people.seller.id })).toMatchObject({ as: "never" });
  expect(service.of(browser)).toHaveLength(1);
  expect(await count(browser.endpoint)).toBe(0);
});

test("44: an address that is not on the internet is refused when it is given, and again when it is called", async () => {
  const browser = service.browser();
  const at = (endpoint: string) => subscribe(people.buyer(), { ...browser, endpoint }, ports);
  for (const [endpoint, fault] of [
    ["https://127.0.0.1/push", "address"],
    ["https://169.254.169.254/latest", "address"],
    ["https://[::1]/push", "address"],
  ])
    await expect(at(endpoint ?? "")).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "endpoint", code: `outbound_${fault}` }],
    });
  const { endpoint } = await woken();
  await database.db.prisma.pushSubscription.updateMany({ where: { endpoint }, data: { endpoint: "https://127.0.0.1/push" } });
  expect(await send()).toMatchObject({ as: "never" });
  expect(await count("https://127.0.0.1/push")).toBe(0);
});

describe("34: an attempt that is repeated", () => {
  test("tells only the browsers that were not told, under the same topic", async () => {
    const [phone, laptop] = [await woken(), await woken()];
    const same = push();
    service.say = (path) => ({ status: laptop.endpoint.endsWith(path) ? 503 : 201 });
    expect(await sendPush(people.system(), sending, same)).toMatchObject({ as: "later" });
    service.say = () => ({ status: 201 });
    expect(await sendPush(people.system(), sending, same)).toEqual({ as: "sent" });
    expect([service.of(phone).length, service.of(laptop).length]).toEqual([1, 1]);
  });

  test("whose answer was lost says so", async () => {
    await woken();
    service.say = () => ({ status: 201, hangUp: true });
    expect(await send()).toMatchObject({ as: "unknown" });
  });
});

test("the address of a browser is in no list and in no entry of the trail", async () => {
  const { endpoint } = await woken();
  const setup = await getSetup(people.buyer(), ports);
  const entries = await database.as("superuser", async (db) => (await db.query(`SELECT * FROM "AuditEntry"`)).rows);
  const secret = new URL(endpoint).pathname.slice("/send/".length);
  const text = JSON.stringify([setup, entries], (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
  expect(text).not.toContain(secret);
  expect(setup).toMatchObject({ publicKey: ports.publicKey, subscriptions: [{ host: service.host }] });
});
