import type { Currency } from "@amanat/contracts";
import { inTransaction, newId } from "@amanat/db";
import { assets, createIntent, openEscrow } from "@amanat/payment";
import { atOnce, type Cast, cast, type FakeRates, fakeRates, testClock, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readPrices } from "./index.ts";
import { openFx } from "./internal/fx.ts";
import type { PricePorts, Round } from "./ports.ts";
import { getQuote, quote, rates } from "./reads/quotes.ts";
import { status } from "./reads/status.ts";
import { keepPrices, restPrices } from "./verbs/keep-prices.ts";

/** What stands on a chain is read in devstack's chain/price-feeds.test.ts; here a feed is what its round says. */
const database = useDatabase();
const CHAIN = "eip155:1";
const USDC = `${CHAIN}/erc20:0x${"a0".repeat(20)}`;
const USDT = `${CHAIN}/erc20:0x${"b0".repeat(20)}`;
let nowMs = 0;
const clock = {
  now: () => Promise.resolve(new Date(nowMs)),
  set: (at: Date) => void (nowMs = at.getTime()),
  advance: (ms: number) => void (nowMs += ms),
};

let people: Cast;
let service: FakeRates;
let ask: ReturnType<typeof openFx>;
let says: Map<string, Partial<Round> | "away">;
let asked = 0;

beforeAll(async () => {
  people = await cast(database.db);
  const asset = { chain: CHAIN, chainName: "Ethereum", decimals: 6 };
  await database.db.prisma.asset.createMany({
    data: [
      { ...asset, id: USDC, token: `0x${"a0".repeat(20)}`, symbol: "USDC", name: "USD Coin" },
      { ...asset, id: USDT, token: `0x${"b0".repeat(20)}`, symbol: "USDT", name: "Tether USD" },
      { ...asset, id: `${CHAIN}/slip44:60`, token: null, symbol: "ETH", name: "Ether", allowed: false },
    ],
  });
  service = await fakeRates();
});
afterAll(() => service.close());

beforeEach(async () => {
  const { prisma } = database.db;
  clock.set(new Date("2026-12-01T12:00:00Z"));
  await prisma.priceQuote.deleteMany();
  await prisma.priceSource.deleteMany();
  await prisma.priceState.updateMany({ data: { quoting: false, toldAt: null, attemptedAt: null } });
  await prisma.asset.updateMany({ data: { depeggedAt: null } });
  await prisma.incident.updateMany({ where: { closedAt: null }, data: { state: "closed", resolution: "by_hand", closedAt: new Date() } });
  says = new Map([
    ["USDC", {}],
    ["USDT", {}],
  ]);
  asked = 0;
  service.base = "USD";
  service.rates.set("IRR", "1123450.5").set("TRY", "42.41");
  service.mishaps.length = 0;
  said();
  ask = openFx(service.url, { timeoutMs: 300 });
});

const nowS = () => Math.floor(nowMs / 1_000);
/** The service of rates has just looked. */
const said = () => void (service.timestamp = nowS());
const feedOf = (coin: string) => () => {
  asked += 1;
  const words = says.get(coin);
  if (words === "away" || words === undefined) return Promise.reject(new Error("the node does not answer"));
  return Promise.resolve({
    answer: 100_000_000n,
    decimals: 8,
    updatedAt: nowS() - 60,
    heartbeatSeconds: 86_400,
    sequencer: null,
    ...words,
  });
};
const settings = { maxAgeSeconds: 120, depegCapBps: 500, fxUrl: "set", nodes: [] };
const ports: PricePorts = { settings, feeds: new Map([[CHAIN, new Map(["USDC", "USDT"].map((coin) => [coin, feedOf(coin)]))]]) };
const system = () => people.system({ clock });
const anybody = () => people.anonymous({ clock });
const turn = () => keepPrices(system(), ports, ask);
/** The next turn that asks. */
const later = (ms = 30_000) => {
  clock.advance(ms);
  said();
  return turn();
};
const priceOf = (currency: Currency, asset = USDC) => quote(anybody(), { asset, currency });
const faults = async () =>
  Object.fromEntries((await status(people.guard({ clock }))).sources.map(({ source, fault }) => [source.split(":").at(-1), fault]));
const incidents = () => database.db.prisma.incident.findMany({ where: { state: "open" }, select: { kind: true, subject: true } });

describe("quotes", () => {
  test("are exact products of what the sources say, each with its life", async () => {
    says.set("USDC", { answer: 99_980_000n });
    says.set("USDT", { answer: 1_000_100_000_000_000_000n, decimals: 18 });
    expect(await turn()).toBe(6);
    expect(await priceOf("USD")).toMatchObject({ rate: "99980000", scale: 8 });
    expect(await priceOf("IRR")).toMatchObject({ rate: (99_980_000n * 11_234_505n).toString(), scale: 9 });
    expect(await priceOf("TRY", USDT)).toMatchObject({ rate: (1_000_100_000_000_000_000n * 4_241n).toString(), scale: 20 });
    expect((await rates(anybody())).quotes).toHaveLength(6);
  });

  test("count until they expire and are honoured as they were given, whatever newer ones say", async () => {
    await turn();
    const given = await priceOf("TRY");
    service.rates.set("TRY", "50");
    await later();
    expect(await priceOf("TRY")).toMatchObject({ scale: given.scale - 2, rate: "5000000000" });
    expect(await getQuote(anybody(), { quoteId: given.id })).toEqual(given);
    clock.set(new Date(new Date(given.expiresAt).getTime() - 1));
    expect(await getQuote(anybody(), { quoteId: given.id })).toEqual(given);
    clock.set(new Date(given.expiresAt));
    await expect(getQuote(anybody(), { quoteId: given.id })).rejects.toMatchObject({ code: "QUOTE_EXPIRED" });
    await expect(getQuote(anybody(), { quoteId: given.id.slice(0, -1) + "0" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    clock.advance(120_000);
    await expect(priceOf("TRY")).rejects.toMatchObject({ code: "NO_PRICE" });
    expect(await rates(anybody())).toEqual({ quotes: [] });
  });

  test("end 120 seconds after the service's own time, not after ours", async () => {
    service.timestamp = nowS() - 100;
    await turn();
    clock.advance(19_999);
    await priceOf("IRR");
    clock.advance(1);
    await expect(priceOf("IRR")).rejects.toMatchObject({ code: "NO_PRICE" });
    // The feed was quiet, and that is no reason against a price in dollars.
    await priceOf("USD");
  });

  test("nobody decides how often sources are asked: workers at once ask once, and again half a minute later", async () => {
    const before = service.asked;
    await atOnce(4, turn);
    await turn();
    expect([asked, service.asked - before]).toEqual([2, 1]);
    await Promise.all(Array.from({ length: 20 }, () => priceOf("IRR")));
    expect(service.asked - before).toBe(1);
    await later();
    expect([asked, service.asked - before]).toEqual([4, 2]);
  });

  test("are forgotten a day after they are over", async () => {
    await turn();
    await later(120_000 + 86_400_001);
    expect(await database.db.prisma.priceQuote.count()).toBe(6);
  });

  test("a reading that comes late, of a worker that was slow, replaces no newer one", async () => {
    await turn();
    let slow = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (slow = resolve));
    const first = keepPrices(people.system({ clock: testClock(new Date(nowMs + 30_000)) }), ports, async () => {
      await waiting;
      throw new Error("late");
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await later(60_000);
    slow();
    await first;
    expect(await faults()).toEqual({ USDC: null, USDT: null, IRR: null, TRY: null });
  });
});

describe("no honest rate, no price", () => {
  test.each<[string, Partial<Round> | "away", string]>([
    ["zero", { answer: 0n }, "not_positive"],
    ["less than nothing", { answer: -100_000_000n }, "not_positive"],
    ["stale", { updatedAt: 1 }, "too_old"],
    ["never told", { updatedAt: 0 }, "never_updated"],
    ["away", "away", "away"],
    ["behind a sequencer that is down", { sequencer: { up: false, since: 1 } }, "sequencer_down"],
  ])("a feed that is %s", async (_what, words, fault) => {
    says.set("USDC", words);
    expect(await turn()).toBe(3);
    expect(await faults()).toMatchObject({ USDC: fault, USDT: null });
    await expect(priceOf("USD")).rejects.toMatchObject({ code: "NO_PRICE" });
    await priceOf("USD", USDT);
    expect(await incidents()).toEqual([]);
  });

  test.each(["down", "slow", "too many", "garbage", "another form", "hangs up", "endless", "deep", "moved"] as const)(
    "a service of rates that is %s",
    async (mishap) => {
      service.mishaps.push(mishap, mishap, mishap);
      expect(await turn()).toBe(2);
      expect(await faults()).toMatchObject({ IRR: "away", TRY: "away" });
      await expect(priceOf("IRR")).rejects.toMatchObject({ code: "NO_PRICE" });
      expect(await later()).toBe(6);
      expect(await faults()).toMatchObject({ IRR: null, TRY: null });
    },
  );

  test("one that counts in another currency, is late or ahead, leaves one out, or says zero", async () => {
    service.base = "EUR";
    await turn();
    expect(await faults()).toMatchObject({ IRR: "away" });
    service.base = "USD";
    clock.advance(30_000);
    service.timestamp = nowS() - 121;
    await turn();
    expect(await faults()).toMatchObject({ IRR: "too_old", TRY: "too_old" });
    clock.advance(30_000);
    service.timestamp = nowS() + 3_600;
    await turn();
    expect(await faults()).toMatchObject({ IRR: "in_future" });
    service.rates.delete("IRR");
    service.rates.set("TRY", "0.0");
    await later();
    expect(await faults()).toMatchObject({ IRR: "missing", TRY: "not_positive" });
    expect(await database.db.prisma.priceQuote.count({ where: { currency: { not: "USD" } } })).toBe(0);
  });

  test("one that says tomans for rials is not believed for a day; then it is the market", async () => {
    await turn();
    service.rates.set("IRR", "112345.05");
    await later();
    expect(await faults()).toMatchObject({ IRR: "jumped", TRY: null });
    service.rates.set("IRR", "1123450.5");
    await later();
    expect(await faults()).toMatchObject({ IRR: null });
    service.rates.set("IRR", "112345.05");
    await later(86_400_001);
    expect(await faults()).toMatchObject({ IRR: null });
  });
});

describe("a token that has lost its dollar", () => {
  const accept = (assetId: string) => {
    const scope = newId();
    const { buyer, seller } = people;
    return inTransaction(system(), async (tx) => {
      const payees = [{ partyId: seller.id, chain: CHAIN, address: `0x${"cc".repeat(20)}` }];
      await openEscrow(tx, { scope, title: "A camera", parties: [buyer.id, seller.id], payees });
      const parts = [{ scope, tranche: 1, amount: 1_000_000n }];
      const expiresAt = new Date(nowMs + 900_000);
      return createIntent(tx, { parts, payerId: buyer.id, title: "A camera", assetId, expiresAt });
    });
  };
  const depegged = async () => (await assets(anybody())).assets.filter((asset) => asset.depegged).map(({ id }) => id);

  test("is refused for new intents, is said so, and is an incident until its feed says that it is back", async () => {
    const { intentId } = await accept(USDC);
    says.set("USDC", { answer: 95_000_000n });
    await turn();
    await accept(USDC);
    says.set("USDC", { answer: 94_999_999n });
    await later();
    await expect(accept(USDC)).rejects.toMatchObject({ code: "ASSET_DEPEGGED" });
    await accept(USDT);
    expect(await depegged()).toEqual([USDC]);
    expect(await incidents()).toEqual([{ kind: "prices.depegged", subject: USDC }]);
    // The open one stands as it was, and its price is told as it is.
    expect(await database.db.prisma.paymentIntent.findUnique({ where: { id: intentId } })).toMatchObject({ status: "created" });
    expect(await priceOf("USD")).toMatchObject({ rate: "94999999" });
    // Silence is no return.
    says.set("USDC", "away");
    await later();
    expect(await depegged()).toEqual([USDC]);
    says.set("USDC", { answer: 100_010_000n });
    await later();
    expect(await depegged()).toEqual([]);
    expect(await incidents()).toEqual([]);
    await accept(USDC);
  });

  test("two workers note it once; where quoting is switched off nobody watches it, and nothing is refused", async () => {
    says.set("USDC", { answer: 110_000_000n });
    await atOnce(3, turn);
    expect(await incidents()).toHaveLength(1);
    expect(await status(people.admin({ clock }))).toMatchObject({ quoting: true, depegCapBps: 500 });
    await restPrices(system());
    await restPrices(system());
    expect(await depegged()).toEqual([]);
    expect(await incidents()).toEqual([]);
    expect(await status(people.admin({ clock }))).toMatchObject({ quoting: false });
  });
});

test("who may ask", async () => {
  for (const ctx of [people.admin(), people.buyer(), anybody()]) {
    await expect(keepPrices(ctx, ports, ask)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(restPrices(ctx)).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
  await expect(status(people.buyer())).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(status(anybody())).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
});

test("the environment: off by default; what is named must be there", () => {
  expect(readPrices({})).toBeNull();
  const on = { ORACLE_QUOTING_ENABLED: "true" };
  expect(() => readPrices(on)).toThrow("OFFCHAIN_FX_URL");
  expect(() => readPrices({ ...on, OFFCHAIN_FX_URL: "http://example.com/rates" })).toThrow("must begin with https://");
  expect(() => readPrices({ ...on, PRICE_ORACLE_PROVIDERS: "offchain_fx", OFFCHAIN_FX_URL: service.url })).toThrow("must name chainlink");
  expect(readPrices({ ...on, PRICE_ORACLE_PROVIDERS: "chainlink" })).toEqual({ ...settings, fxUrl: null });
  expect(readPrices({ ...on, OFFCHAIN_FX_URL: service.url, CHAINLINK_RPC_56: "https://node.example" })).toMatchObject({
    fxUrl: service.url,
    nodes: [{ id: "56", rpcUrl: "https://node.example" }],
  });
});
