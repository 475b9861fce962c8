import { formatUnits, parseUnits } from "@amanat/contracts";
import { type Ctx, now } from "@amanat/db";
import { useDatabase } from "@amanat/testing";
import { fakeShkeeper, type FakeShkeeper, type ShkeeperCallback } from "@amanat/testing/outside";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as payment from "../../index.ts";
import { intake, newDeal, PRICE, REFUND_TO, report, setFloors, setStage, type Stage } from "../../testing/stage.ts";

/** Payments that an operator's SHKeeper takes: what it says is no money, and what it pays on to us is, once the chain shows it. */

const database = useDatabase();
let stage: Stage;
let fake: FakeShkeeper;
let wallets: number;
let settings: payment.ProviderSettings;
let providers: payment.ProviderPorts["providers"];
let payIn: payment.PayInPorts;

const SCANNER = { AMN_SCANNER_URL: "http://127.0.0.1:1", AMN_SCANNER_WEBHOOK_SECRET: "a secret of the tests' webhooks, long enough" };
const variables = () => ({
  ...SCANNER,
  FRONTEND_URL: "https://amanat.test",
  SHKEEPER_ENABLED: "true",
  SHKEEPER_URL: fake.origin,
  SHKEEPER_API_KEY: fake.apiKey,
  SHKEEPER_CRYPTOS: `SMALL-USDC=${stage.asset}`,
  SHKEEPER_PAYOUT_USER: fake.payoutUser,
  SHKEEPER_PAYOUT_PASSWORD: fake.payoutPassword,
});

beforeEach(async () => {
  stage = await setStage(database.db);
  wallets = 0;
  const wallet = () => `0x5e${(wallets += 1).toString(16).padStart(38, "0")}`;
  fake = await fakeShkeeper([{ name: "SMALL-USDC", decimals: 6, wallet }]);
  settings = payment.readProviders(variables());
  const called = payment.openProviders(settings, payment.openBreakers({ restMs: 50, pauseMs: 1 }));
  providers = called.filter(({ name }) => name === "shkeeper");
  payIn = { ...stage.payIn, providers: { ...settings, "request-network": null } };
});
afterEach(() => fake.close());

async function later(seconds: number): Promise<Ctx> {
  const at = new Date((await now(stage.system())).getTime() + seconds * 1_000);
  return stage.people.system({ clock: { now: () => Promise.resolve(at) } });
}

const ask = (ctx = stage.system()) => payment.askPayments(ctx, { rails: stage.ports.rails, providers });
const look = (ctx = stage.system()) => payment.lookAtPayments(ctx, { providers });
const hook = async (told: ShkeeperCallback): Promise<number> =>
  (await payment.receiveWebhook(stage.system(), "shkeeper", told, settings)).http;
const rowOf = (scope: string) => stage.db.prisma.providerIntent.findFirstOrThrow({ where: { intent: { scope }, provider: "shkeeper" } });
const funds = (scope: string) => payment.fundsIn(stage.system(), scope, stage.asset);
const stored = (target: string) =>
  stage.db.prisma.webhookInbox.findMany({ where: { provider: "shkeeper", target }, orderBy: { receivedAt: "asc" } });
const incidents = (kind: string) => stage.db.prisma.incident.findMany({ where: { kind, state: { not: "closed" } } });
const read = () => payment.processInbox(stage.system(), stage.ports);

async function opened() {
  const deal = await newDeal(stage);
  await payment.openIntent(stage.people.buyer(), { dealId: deal.dealId, refundAddress: REFUND_TO }, payIn);
  await ask();
  await payment.watchIntents(stage.system(), stage.rail);
  return { ...deal, ...(await shown(deal.dealId)) };
}

async function shown(dealId: string) {
  const intent = await payment.getIntent(stage.people.buyer(), { dealId }, payIn);
  const to = (name: string) => intent.pay?.ways.find((way) => way.way === "transfer" && way.provider === name);
  const [way, own] = [to("shkeeper"), to("amn.scanner")];
  return { id: intent.id, intent, wallet: way?.way === "transfer" ? way.to : null, deposit: own?.way === "transfer" ? own.to : "" };
}

/** Its wallet pays on the small chain, and tells us where it was mined. */
function paysOn(places: Awaited<ReturnType<Stage["chain"]["pay"]>>[]) {
  fake.pay = ({ destination, amount }) => {
    const place = stage.chain.pay({ to: destination, amount: parseUnits(amount, 6) ?? 0n });
    places.push(place);
    return Promise.resolve(place.txHash);
  };
}

let count = 0;
/** The payer has paid so much to its wallet, and it has enough confirmations. */
function paid(id: string, amount: bigint): string {
  const txid = `0x${(count += 1).toString(16).padStart(64, "0")}`;
  fake.see(id, { txid, amount: formatUnits(amount, 6) });
  return txid;
}

async function credit(id: string, places: Awaited<ReturnType<Stage["chain"]["pay"]>>[]): Promise<void> {
  for (const place of places) await report(stage, id, place);
  stage.chain.mine(4);
  await intake(stage);
}

describe("its settings", () => {
  test("stand together, name assets by CAIP-19, and show no secret", () => {
    const reading = (change: Record<string, string | undefined>) => payment.readProviders({ ...variables(), ...change }).shkeeper;
    expect(reading({ SHKEEPER_ENABLED: undefined })).toBeNull();
    expect(() => reading({ SHKEEPER_URL: undefined })).toThrow("SHKEEPER_URL: is not set");
    expect(() => reading({ SHKEEPER_API_KEY: "hunter2" })).toThrow(/^SHKEEPER_API_KEY: (?!.*hunter2)/);
    for (const wrong of ["USDC", "SMALL-USDC=usdc", `SMALL-USDC=${stage.asset},OTHER=${stage.asset}`])
      expect(() => reading({ SHKEEPER_CRYPTOS: wrong })).toThrow("SHKEEPER_CRYPTOS: must be names of SHKeeper with assets");
    expect(payment.providerVariables(["shkeeper"])).not.toContain("SHKEEPER_PAYOUT_PASSWORD");
  });
});

describe("a payment that is asked of it", () => {
  test("is shown with its wallet, paid on to the payment's own address, and held once the chain shows it there", async () => {
    const { scope, id, wallet, deposit } = await opened();
    expect(fake.invoices.get(id)).toMatchObject({
      fiat: "USD",
      amount: "1",
      callback_url: "https://amanat.test/api/payment/shkeeper/webhook",
    });
    expect(wallet).toBe(fake.invoices.get(id)?.wallet);
    const places: Awaited<ReturnType<Stage["chain"]["pay"]>>[] = [];
    paysOn(places);
    paid(id, PRICE);
    // Told, and not on the chain at an address of ours: no money.
    expect(await hook(fake.callback(id))).toBe(202);
    await read();
    expect(await funds(scope)).toMatchObject({ funded: 0n, held: 0n });
    expect((await rowOf(scope)).reported).toMatchObject({ status: "paid", paid: true });
    // What it told is looked at at once.
    expect(await look()).toBe(1);
    expect(fake.payouts).toMatchObject([{ destination: deposit, amount: "1", external_id: `${id}.1` }]);
    await credit(id, places);
    expect(await funds(scope)).toMatchObject({ held: PRICE, balanced: true });
    // However often it is looked at, it is paid on once.
    for (const seconds of [31, 100, 1_000]) await look(await later(seconds));
    expect(fake.payouts).toHaveLength(1);
  });

  const LIES: readonly [string, () => Partial<{ amount: unknown; wallet: unknown }>][] = [
    ["another amount", () => ({ amount: "1.01" })],
    ["less than the amount", () => ({ amount: 0.999999 })],
    ["no address", () => ({ wallet: "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq" })],
    ["an address of another kind of chain", () => ({ wallet: `0:${"5e".repeat(32)}` })],
    ["the token's address", () => ({ wallet: stage.asset.split(":").at(-1) })],
    ["no amount", () => ({ amount: null })],
  ];
  test.each(LIES)("whose answer has %s is shown to nobody, and an operator is told", async (_what, lie) => {
    fake.lie = lie;
    const { scope, wallet } = await opened();
    expect(wallet).toBeNull();
    expect(await rowOf(scope)).toMatchObject({ status: "withdrawn" });
    const { id: subject } = await stage.db.prisma.paymentIntent.findFirstOrThrow({ where: { scope } });
    expect((await incidents("provider.wrong_answer")).filter((each) => each.subject === subject)).toHaveLength(1);
  });

  test("and refused with HTTP 200 is left out, as is one that it could not pay on", async () => {
    fake.weather = "lagging";
    const refused = await opened();
    expect(await rowOf(refused.scope)).toMatchObject({ status: "withdrawn" });
    fake.weather = "fair";
    const before = providers;
    const unpaid = payment.readProviders({ ...variables(), SHKEEPER_PAYOUT_PASSWORD: undefined });
    providers = payment.openProviders(unpaid, payment.openBreakers()).filter(({ name }) => name === "shkeeper");
    expect((await opened()).wallet).toBeNull();
    providers = before;
  });

  test("is not offered while it is down", async () => {
    const { dealId } = await opened();
    fake.weather = "garbage";
    for (let call = 0; call < 6; call += 1) await providers[0]?.ping().catch(() => undefined);
    await payment.noteProviderHealth(stage.system(), { providers });
    expect((await shown(dealId)).wallet).toBeNull();
    fake.weather = "fair";
    await expect.poll(async () => payment.noteProviderHealth(stage.system(), { providers }), { interval: 30 }).toBe(1);
    expect((await shown(dealId)).wallet).not.toBeNull();
  });
});

describe("what it has taken", () => {
  test("partial, paid and overpaid are recomputed in tokens from the chain: its words and its fiat decide nothing", async () => {
    const { scope, id, dealId } = await opened();
    const places: Awaited<ReturnType<Stage["chain"]["pay"]>>[] = [];
    paysOn(places);
    // It calls 98 percent PAID.
    paid(id, (PRICE * 99n) / 100n);
    expect(JSON.parse(fake.callback(id).raw.toString())).toMatchObject({ status: "PAID", paid: true });
    await hook(fake.callback(id));
    await read();
    await look();
    await credit(id, places.splice(0));
    expect(await funds(scope)).toMatchObject({ held: 0n, received: (PRICE * 99n) / 100n });
    expect((await shown(dealId)).intent).toMatchObject({ exception: "underpaid", remaining: String(PRICE / 100n) });
    paid(id, PRICE / 50n);
    await hook(fake.callback(id));
    await read();
    await look();
    expect(fake.payouts.map(({ amount }) => amount)).toEqual(["0.99", "0.02"]);
    await credit(id, places);
    expect(await funds(scope)).toMatchObject({ held: PRICE, refundable: PRICE / 100n });
  });

  test("is asked for once for each sum, by two workers at once and after an answer that was lost; then a person is told", async () => {
    const { scope, id } = await opened();
    const places: Awaited<ReturnType<Stage["chain"]["pay"]>>[] = [];
    paysOn(places);
    paid(id, PRICE);
    fake.losesAnswers = true;
    await hook(fake.callback(id));
    await read();
    await Promise.all([look(), look(), look()]);
    expect(fake.payouts).toHaveLength(1);
    fake.losesAnswers = false;
    await look(await later(100));
    expect(fake.payouts).toHaveLength(1);
    // It says by which transaction.
    expect((await rowOf(scope)).reported).toMatchObject({ txHash: places[0]?.txHash, status: "forwarded: success" });
    expect(await stage.db.prisma.deadline.count({ where: { purpose: "payment_reported", status: "pending" } })).toBeGreaterThan(0);
  });

  test("and does not pay on stays with it: nothing is credited, nothing is asked for twice", async () => {
    const { scope, id } = await opened();
    paid(id, PRICE);
    await hook(fake.callback(id));
    await read();
    await look();
    await look(await later(100));
    expect(fake.payouts).toMatchObject([{ status: "FAIL" }]);
    expect((await rowOf(scope)).reported).toMatchObject({ status: "forwarded: fail" });
    expect(await funds(scope)).toMatchObject({ funded: 0n });
  });

  test("in dust, or not confirmed, is not worth its gas", async () => {
    await setFloors(stage.db, { [stage.asset]: String(PRICE / 10n) });
    const { id } = await opened();
    paid(id, 1n);
    fake.see(id, { txid: `0x${"d".repeat(64)}`, amount: "1", confirmed: false });
    await look(await later(31));
    expect(fake.payouts).toEqual([]);
  });
});

describe("what it tells", () => {
  test("SHKeeper 200-vs-202: it repeats until it gets 202, and its repetitions are one", async () => {
    const { id } = await opened();
    paid(id, PRICE);
    let first = true;
    const statuses = await fake.tell(id, async (told) => (first ? ((first = false), await hook(told), 200) : hook(told)), {
      pace: 0.000_01,
    });
    expect(statuses).toEqual([200, 202]);
    expect(await stored(id)).toHaveLength(1);
  });

  test("receiver down >21 s: it is told a minute later, or found by a look, and neither moves money", async () => {
    const { scope, id } = await opened();
    paid(id, PRICE);
    let asleep = 3;
    const statuses = await fake.tell(id, (told) => (asleep-- > 0 ? Promise.reject(new Error("down")) : hook(told)), { pace: 0.000_01 });
    expect(statuses).toEqual([0, 0, 0, 202]);
    const other = await opened();
    paid(other.id, PRICE);
    await look(await later(31));
    expect((await rowOf(other.scope)).reported).toMatchObject({ paid: true });
    expect(await funds(scope)).toMatchObject({ funded: 0n, held: 0n });
  });

  test("out of order comes to the same: unconfirmed after paid, partial after both", async () => {
    const { scope, id } = await opened();
    const half = paid(id, PRICE / 2n);
    const partial = fake.callback(id);
    paid(id, PRICE / 2n);
    for (const told of [fake.callback(id), fake.unconfirmed(id, half), partial]) expect(await hook(told)).toBe(202);
    await read();
    expect((await stored(id)).map(({ event }) => event)).toEqual(["PAID", "unconfirmed", "PARTIAL"]);
    expect((await rowOf(scope)).reported).toMatchObject({ paid: true });
    expect(await funds(scope)).toMatchObject({ funded: 0n });
  });

  test("stale timestamp: five minutes old or ahead, moved, or none, it is refused", async () => {
    const { id } = await opened();
    const seconds = Math.floor((await now(stage.system())).getTime() / 1_000);
    for (const at of [seconds - 302, seconds + 302]) expect(await hook(fake.callback(id, { at }))).toBe(401);
    const told = fake.callback(id, { at: seconds - 290 });
    for (const at of [String(seconds), "", "1e9", ` ${seconds}`, "-1"])
      expect(await hook({ ...told, headers: { ...told.headers, "x-shkeeper-timestamp": at } })).toBe(401);
    expect(await hook(told)).toBe(202);
  });

  test("wrong-length signature: refused, as is the key alone, which every callback carries", async () => {
    const { id } = await opened();
    const told = fake.callback(id);
    const signature = told.headers["x-shkeeper-signature"] ?? "";
    const signedAs = (value: string | undefined) => ({ ...told, headers: { ...told.headers, "x-shkeeper-signature": value ?? "" } });
    for (const wrong of [undefined, "", "00", signature.slice(2), `${signature}00`, "0".repeat(64), fake.apiKey])
      expect(await hook(signedAs(wrong))).toBe(401);
    const { "x-shkeeper-signature": _gone, ...keyAlone } = told.headers;
    expect(await hook({ raw: told.raw, headers: keyAlone })).toBe(401);
    expect(await stored(id)).toEqual([]);
  });

  test("of nobody's payment, or of nothing at all, comes to nothing", async () => {
    const { id } = await opened();
    const bodies = [{ external_id: "pay_of_somebody" }, { external_id: 7 }, { status: "SETTLED" }, { transactions: "all" }];
    for (const change of bodies) expect(await hook(fake.callback(id, { change }))).toBe(202);
    await read();
    expect(await stage.db.prisma.webhookInbox.count({ where: { provider: "shkeeper", processedAt: null } })).toBe(0);
  });
});
