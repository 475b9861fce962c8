import { inTransaction } from "@amanat/db";
import {
  atOnce,
  type Cast,
  cast,
  type FakeOfac,
  fakeOfac,
  fakeChainalysis,
  sdnAdvanced,
  succeeded,
  testClock,
  useDatabase,
} from "@amanat/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AmlSettings, keepList, NotAList, readAml, screenerOf, status, takeStream } from "./index.ts";
import { chainalysisApi } from "./internal/chainalysis.ts";

const database = useDatabase();
const CHAIN = "eip155:1";
const BAD = `0x${"ba".repeat(20)}`;
const GOOD = `0x${"90".repeat(20)}`;
const ALSO = `0x${"a1".repeat(20)}`;
const DAY_MS = 86_400_000;
const eth = (...addresses: string[]) => addresses.map((address) => ({ ticker: "ETH", address }));
const FIRST = { date: "2026-11-03", listed: eth(BAD.toUpperCase().replace("0X", "0x"), ALSO) };

let people: Cast;
let ofac: FakeOfac;
let settings: AmlSettings;
beforeAll(async () => {
  ofac = await fakeOfac(FIRST);
});
afterAll(() => ofac.close());
beforeEach(async () => {
  people = await cast(database.db);
  const { prisma } = database.db;
  await prisma.sanctionAddress.deleteMany();
  await prisma.sanctionList.deleteMany();
  await prisma.incident.updateMany({ where: { closedAt: null }, data: { state: "closed", resolution: "by_hand", closedAt: new Date() } });
  await prisma.screeningState.updateMany({ data: { provider: "none", attemptedAt: null, failure: null, askedAt: null } });
  ofac.publish(FIRST);
  ofac.weather = "fair";
  settings = readAml({ TRANSACTION_SAFETY_AML_PROVIDER: "ofac", OFAC_LIST_URL: ofac.url });
});

const clock = testClock();
afterEach(() => clock.set(new Date()));
const system = () => people.system({ clock });
const nowhere = () => Promise.resolve(null);
const byList = () => screenerOf(settings, nowhere);
const ask = (address: string, chain = CHAIN) => byList().ask(system(), { chain, address });
const turn = () => keepList(system(), settings);
const incidents = () => database.db.prisma.incident.findMany({ where: { state: "open" }, select: { kind: true } });
const taken = (text: string, options = {}) => takeStream(system(), bytesOf(text), options);
async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

describe("the list of OFAC", () => {
  test("is fetched, also where it has moved, and says of an address whether it is listed, by the list's hash", async () => {
    ofac.weather = "moved";
    expect(await turn()).toBe(1);
    const { list } = await status(people.admin());
    expect(list).toMatchObject({ publishedOn: "2026-11-03", addresses: 2 });
    const of = { provider: "ofac", edition: list?.sha256 };
    expect(await ask(BAD)).toEqual({ ...of, verdict: "hit" });
    expect(await ask(GOOD)).toEqual({ ...of, verdict: "clear" });
    // Of addresses of this kind the list never speaks: nobody there is clear of it.
    expect(await ask(GOOD, "tvm:-239")).toEqual({ ...of, verdict: "not_covered" });
  });

  test("says nothing while there is none, and once it was not seen to be the published one for too long; the operators are told", async () => {
    await expect(ask(GOOD)).rejects.toThrow("no list");
    ofac.weather = "down";
    await turn();
    expect(await incidents()).toEqual([{ kind: "sanctions.stale" }]);
    ofac.weather = "fair";
    clock.advance(11 * 60_000);
    await turn();
    expect(await incidents()).toEqual([]);
    ofac.weather = "down";
    clock.advance(7 * DAY_MS + 1);
    await expect(ask(GOOD)).rejects.toThrow("too old");
    await turn();
    expect(await incidents()).toEqual([{ kind: "sanctions.stale" }]);
    expect(await status(people.guard({ clock }))).toMatchObject({ usable: false, failure: "the server answers 503" });
    // The same list again is the published one still.
    ofac.weather = "fair";
    clock.advance(11 * 60_000);
    await turn();
    expect(await ask(GOOD)).toMatchObject({ verdict: "clear" });
    expect(await incidents()).toEqual([]);
  });

  test("is fetched when it is due or was asked for, by one of several workers", async () => {
    const before = ofac.fetches;
    await atOnce(4, turn);
    expect(ofac.fetches).toBe(before + 1);
    await turn();
    clock.advance(12 * 60 * 60_000);
    await turn();
    expect(ofac.fetches).toBe(before + 2);
  });

  test.each(["cut off", "page of html"] as const)("that is %s is refused, and the one before goes on counting", async (weather) => {
    await turn();
    ofac.weather = weather;
    clock.advance(12 * 60 * 60_000);
    await turn();
    expect(await incidents()).toEqual([{ kind: "sanctions.refused" }]);
    expect(await ask(BAD)).toMatchObject({ verdict: "hit" });
    expect((await status(people.admin({ clock }))).failure).not.toBeNull();
  });

  test("that is older, or has lost more than half of its addresses, sets nobody free; a person can say that it is right", async () => {
    await taken(sdnAdvanced({ date: "2026-11-03", listed: eth(BAD, ALSO, GOOD) }));
    expect(await taken(sdnAdvanced({ date: "2026-11-02", listed: eth(GOOD, ALSO, CHAIN.padEnd(20, "x")) }))).toBe("older");
    const shorter = sdnAdvanced({ date: "2026-11-04", listed: eth(GOOD) });
    expect(await taken(shorter)).toBe("shorter");
    expect(await ask(BAD)).toMatchObject({ verdict: "hit" });
    expect(await incidents()).toEqual([{ kind: "sanctions.refused" }]);
    expect(await taken(shorter, { anyLength: true })).toBe("taken");
    expect(await ask(BAD)).toMatchObject({ verdict: "clear" });
    expect(await incidents()).toEqual([]);
    expect((await status(people.admin())).before).toMatchObject([{ publishedOn: "2026-11-03", addresses: 3 }]);
  });

  test("is taken by one of several that bring one at once, and is whole", async () => {
    const outcomes = await atOnce(4, (index) =>
      taken(sdnAdvanced({ date: "2026-11-05", listed: eth(BAD, index % 2 === 0 ? GOOD : ALSO) })),
    );
    expect(succeeded(outcomes)).toHaveLength(4);
    const lists = await database.db.prisma.sanctionList.findMany({ where: { current: true } });
    expect(lists).toHaveLength(1);
    expect(await database.db.prisma.sanctionAddress.count()).toBe(2);
  });

  test("waits with being replaced for whoever acts by it", async () => {
    await turn();
    const { edition, ...said } = await ask(GOOD);
    const order: string[] = [];
    let replaced: Promise<unknown> = Promise.resolve();
    await inTransaction(system(), async (tx) => {
      expect(await byList().holds(tx, [{ ...said, edition }])).toBe(true);
      replaced = taken(sdnAdvanced({ date: "2026-11-06", listed: eth(BAD, GOOD) })).then(() => order.push("replaced"));
      await new Promise((resolve) => setTimeout(resolve, 150));
      order.push("acted");
    });
    await replaced;
    expect(order).toEqual(["acted", "replaced"]);
    expect(await inTransaction(system(), (tx) => byList().holds(tx, [{ ...said, edition }]))).toBe(false);
    expect(await ask(GOOD)).toMatchObject({ verdict: "hit" });
  });

  test("is read by nobody of the house from a person's call", async () => {
    await expect(takeStream(people.admin(), bytesOf(""))).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(taken("<x/>")).rejects.toThrow(NotAList);
    await expect(status(people.resolver())).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("Chainalysis", () => {
  const oracle = new Map([[ALSO, true]]);
  const onChain = (_chain: string, address: string) => Promise.resolve(oracle.get(address) ?? false);

  test("is asked with our key; what its API or its contract lists is listed, and one question answers a flood", async () => {
    const service = await fakeChainalysis();
    service.sanctioned.add(BAD);
    const screener = screenerOf({ ...settings, provider: "chainalysis", api: { url: service.url, key: service.key } }, onChain);
    const say = (address: string, chain = CHAIN) => screener.ask(system(), { chain, address });
    expect(await say(BAD)).toMatchObject({ verdict: "hit", provider: "chainalysis" });
    expect(await say(ALSO)).toMatchObject({ verdict: "hit" });
    expect(await say(GOOD)).toMatchObject({ verdict: "clear" });
    expect(await say(GOOD)).toMatchObject({ verdict: "clear" });
    expect(await say(GOOD, "tvm:-239")).toMatchObject({ verdict: "not_covered" });
    expect(service.asked).toEqual([BAD, ALSO, GOOD]);
    const answer = await say(GOOD);
    expect(await inTransaction(system(), (tx) => screener.holds(tx, [answer]))).toBe(true);
    clock.advance(10 * 60_000);
    expect(await inTransaction(system(), (tx) => screener.holds(tx, [answer]))).toBe(false);
    await service.close();
  });

  test("without a key is its contract alone, and where there is none nobody is clear", async () => {
    const screener = (contract: typeof onChain | typeof nowhere) => screenerOf({ ...settings, provider: "chainalysis" }, contract);
    expect(await screener(onChain).ask(system(), { chain: CHAIN, address: ALSO })).toMatchObject({ verdict: "hit" });
    expect(await screener(nowhere).ask(system(), { chain: CHAIN, address: ALSO })).toMatchObject({ verdict: "not_covered" });
  });

  test("is tried again where it stumbles, and never read as clear: a wrong key, another form, a page, silence", async () => {
    const service = await fakeChainalysis();
    const api = (key = service.key) => chainalysisApi({ url: service.url, key, timeoutMs: 3_000 });
    service.mishaps.push("down", "too many");
    expect(await api()(GOOD)).toBe(false);
    service.mishaps.push("slow", "hangs up");
    expect(await api()(GOOD)).toBe(false);
    service.mishaps.push("garbage", "another form", "garbage");
    await expect(api()(GOOD)).rejects.toThrow("does not answer");
    const before = service.asked.length;
    await expect(api("a wrong key")(GOOD)).rejects.toThrow("answers 403");
    expect(service.asked.length).toBe(before + 1);
    await service.close();
  });

  test("is left alone after five failures, and asked again later", async () => {
    const service = await fakeChainalysis();
    const api = chainalysisApi({ url: service.url, key: service.key, openMs: 3_000 });
    service.mishaps.push("down", "down", "down", "down", "down");
    await expect(api(GOOD)).rejects.toThrow();
    await expect(api(GOOD)).rejects.toThrow();
    const before = service.asked.length;
    await expect(api(GOOD)).rejects.toThrow();
    expect(service.asked.length).toBe(before);
    await new Promise((resolve) => setTimeout(resolve, 3_100));
    expect(await api(GOOD)).toBe(false);
    await service.close();
  });
});

test("a key that nobody would use, and an address that anybody could answer at, are refused by name", () => {
  expect(() => readAml({ CHAINALYSIS_API_KEY: "eight letters" })).toThrow(
    "CHAINALYSIS_API_KEY: is set, and TRANSACTION_SAFETY_AML_PROVIDER is not",
  );
  expect(() => readAml({ OFAC_LIST_URL: "http://example.com/x.xml" })).toThrow("OFAC_LIST_URL: must begin with https://");
  expect(readAml({}).provider).toBe("none");
});
