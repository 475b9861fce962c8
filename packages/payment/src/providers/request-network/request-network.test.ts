import { randomUUID } from "node:crypto";
import { payWayOf } from "@amanat/contracts";
import { type Ctx, now } from "@amanat/db";
import { useDatabase } from "@amanat/testing";
import { fakeRequestNetwork, type FakeRequestNetwork, type ToldPayment, type ToldWebhook } from "@amanat/testing/outside";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as payment from "../../index.ts";
import { takeDueWays } from "../../internal/due-ways.ts";
import { SMALL_CALLS } from "../../testing/small-call.ts";
import { ESCROW, PROXY, TOKEN } from "../../testing/small-chain.ts";
import { intake, newDeal, PRICE, REFUND_TO, report, setStage, type Stage } from "../../testing/stage.ts";

/** Payments that are asked of Request Network's API: nothing that it says, alone, is shown to a payer or moves money. */

const database = useDatabase();
let stage: Stage;
let fake: FakeRequestNetwork;
let settings: payment.ProviderSettings;
let providers: payment.ProviderPorts["providers"];
let payIn: payment.PayInPorts;
const opened: FakeRequestNetwork[] = [];

beforeEach(async () => {
  stage = await setStage(database.db);
  const tokens = [{ symbol: "USDC", address: TOKEN, decimals: 6 }];
  fake = await fakeRequestNetwork([{ network: "small", proxy: PROXY, tokens, ...SMALL_CALLS }]);
  opened.push(fake);
  settings = payment.readProviders({
    AMN_SCANNER_URL: "http://127.0.0.1:1",
    AMN_SCANNER_WEBHOOK_SECRET: "a secret of the tests' webhooks, long enough",
    REQUEST_NETWORK_WEBHOOK_SECRET: fake.webhookSecret,
    REQUEST_NETWORK_API_KEY: fake.apiKey,
    REQUEST_NETWORK_API_URL: fake.origin,
    REQUEST_NETWORK_NETWORK: `small=${stage.chain.id}`,
  });
  const called = payment.openProviders(settings, payment.openBreakers({ restMs: 50, pauseMs: 1 }));
  providers = called.filter(({ name }) => name === "request-network");
  payIn = { ...stage.payIn, providers: settings };
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

/** So many seconds later. */
async function later(seconds: number): Promise<Ctx> {
  const at = new Date((await now(stage.system())).getTime() + seconds * 1_000);
  return stage.people.system({ clock: { now: () => Promise.resolve(at) } });
}

const ask = (ctx = stage.system()) => payment.askPayments(ctx, { rails: stage.ports.rails, providers });
const watch = (ctx = stage.system()) => payment.watchIntents(ctx, stage.rail);
const view = (dealId: string) => payment.getIntent(stage.people.buyer(), { dealId }, payIn);
const waysOf = async (dealId: string) => (await view(dealId)).pay?.ways.map(({ provider }) => provider) ?? [];
const rowOf = (scope: string) =>
  stage.db.prisma.providerIntent.findFirstOrThrow({ where: { intent: { scope }, provider: "request-network" } });
const incidents = (kind: string) => stage.db.prisma.incident.findMany({ where: { kind, state: { not: "closed" } } });
const funds = (scope: string) => payment.fundsIn(stage.system(), scope, stage.asset);

async function open(): Promise<{ scope: string; dealId: string }> {
  const deal = await newDeal(stage);
  await payment.openIntent(stage.people.buyer(), { dealId: deal.dealId, refundAddress: REFUND_TO }, payIn);
  return deal;
}

/** A deal whose payer sees the request. */
async function requested(): Promise<{ scope: string; dealId: string; requestId: string; reference: string }> {
  const deal = await open();
  await ask();
  await watch();
  const [requestId = ""] = [...fake.requests.keys()].slice(-1);
  return { ...deal, requestId, reference: fake.requests.get(requestId)?.reference ?? "" };
}

describe("a payment that is asked of the API", () => {
  test("is shown once the answer was compared, with its fee, and held once the chain shows it", async () => {
    const deal = await open();
    // Whoever registered it now would have the scanner look for no reference.
    await watch();
    expect((await view(deal.dealId)).pay).toBeNull();
    expect(await ask()).toBe(1);
    await watch();
    const { pay, id } = await view(deal.dealId);
    const way = pay === null ? null : payWayOf(pay, "proxy");
    const [request] = [...fake.requests.values()];
    expect(request).toMatchObject({ to: ESCROW, human: "1", currency: "USDC-small", merchantReference: id });
    expect(way).toMatchObject({
      contract: PROXY,
      to: ESCROW,
      reference: request?.reference,
      feeAmount: "500",
      feeAddress: request?.feeAddress,
    });
    const row = await rowOf(deal.scope);
    expect(stage.watched.get(id)).toMatchObject({ through: { contract: PROXY, referenceHash: row.referenceHash } });
    const { referenceHash } = row;
    const place = stage.chain.pay({ to: ESCROW, amount: PRICE, reference: referenceHash ?? "" });
    await report(stage, id, place, { transfer: { via: "proxy", referenceHash } });
    stage.chain.mine(4);
    await intake(stage);
    expect(await funds(deal.scope)).toMatchObject({ held: PRICE, balanced: true });
  });

  test("has of a rest its part of the fee, rounded up", async () => {
    const { dealId } = await requested();
    const { id } = await view(dealId);
    const place = stage.chain.pay({ to: ESCROW, amount: PRICE - 1n });
    const { referenceHash } = await stage.db.prisma.providerIntent.findFirstOrThrow({
      where: { referenceHash: { not: null } },
      orderBy: { createdAt: "desc" },
    });
    await report(stage, id, place, { transfer: { via: "proxy", referenceHash } });
    stage.chain.mine(4);
    await intake(stage);
    const { pay, remaining } = await view(dealId);
    expect(remaining).toBe("1");
    expect(pay === null ? null : payWayOf(pay, "proxy")).toMatchObject({ feeAmount: "1" });
  });

  const LIES: readonly [string, (payment: ToldPayment) => ReturnType<NonNullable<FakeRequestNetwork["lie"]>>][] = [
    ["another wallet", () => ({ payment: { to: `0x${"ee".repeat(20)}` } })],
    ["another amount", ({ amount }) => ({ payment: { amount: amount - 1n } })],
    ["another token", () => ({ payment: { token: `0x${"66".repeat(20)}` } })],
    ["another contract", () => ({ payment: { contract: `0x${"ba".repeat(20)}` } })],
    ["another reference", () => ({ payment: { reference: "0x0102030405060708" } })],
    ["a fee above one percent", ({ amount }) => ({ payment: { feeAmount: amount / 99n } })],
    ["a fee to nobody", () => ({ payment: { feeAddress: `0x${"0".repeat(40)}` } })],
    ["native coin with it", () => ({ value: "0x01" })],
    ["a second payment", (told) => ({ calls: [SMALL_CALLS.payment(told)] })],
    ["a call of something else", () => ({ calls: [{ to: TOKEN, data: "0xdeadbeef" }] })],
    ["an allowance to somebody else", () => ({ calls: [SMALL_CALLS.allowance(TOKEN, `0x${"ee".repeat(20)}`, 1n)] })],
  ];
  test.each(LIES)("whose calldata has %s is shown to nobody, and an operator is told", async (_what, lie) => {
    fake.lie = lie;
    const { scope, dealId } = await open();
    await ask();
    await watch();
    expect(await waysOf(dealId)).toEqual(["amn.scanner"]);
    expect(await rowOf(scope)).toMatchObject({ status: "withdrawn", reference: null, nextAt: null });
    const intent = await stage.db.prisma.paymentIntent.findFirstOrThrow({ where: { scope } });
    expect((await incidents("provider.wrong_answer")).filter(({ subject }) => subject === intent.id)).toHaveLength(1);
    expect(await ask(await later(3_600))).toBe(0);
  });

  test("is asked for once by two workers at once", async () => {
    await open();
    await Promise.all([ask(), ask(), ask()]);
    expect(fake.requests.size).toBe(1);
  });

  test("and whose worker died is asked for by the next one", async () => {
    const { dealId } = await open();
    // It has taken it, and never wrote what came of it.
    expect(await takeDueWays(stage.system(), "asked", 10)).toHaveLength(1);
    expect(await ask()).toBe(0);
    const next = await later(61);
    expect(await ask(next)).toBe(1);
    await watch(next);
    expect(await waysOf(dealId)).toEqual(["amn.scanner", "request-network"]);
  });

  test("is not waited for when the deal was called off, and comes too late when the scanner looks already", async () => {
    const { scope, dealId } = await open();
    const late = await later(31);
    await watch(late);
    expect(await waysOf(dealId)).toEqual(["amn.scanner"]);
    await ask(late);
    expect(await rowOf(scope)).toMatchObject({ status: "withdrawn", referenceHash: null });
    expect(await waysOf(dealId)).toEqual(["amn.scanner"]);
  });
});

describe("while the API does not answer", () => {
  test.each(["down", "garbage", "limited"] as const)(
    "(%s) it is asked again for fifteen seconds, and the payment goes without it then",
    async (weather) => {
      fake.weather = weather;
      const { scope, dealId } = await open();
      await ask();
      expect(await rowOf(scope)).toMatchObject({ status: "asked", tries: 1 });
      await watch();
      expect((await view(dealId)).pay).toBeNull();
      const late = await later(16);
      await ask(late);
      expect(await rowOf(scope)).toMatchObject({ status: "withdrawn" });
      await watch(late);
      expect(await waysOf(dealId)).toEqual(["amn.scanner"]);
    },
  );

  test("it is offered to nobody, and again once it answers", async () => {
    const { dealId } = await requested();
    const note = (ctx = stage.system()) => payment.noteProviderHealth(ctx, { providers });
    expect(await waysOf(dealId)).toEqual(["amn.scanner", "request-network"]);
    fake.weather = "down";
    const [called] = providers;
    for (let call = 0; call < 2; call += 1) await called?.ping().catch(() => undefined);
    expect(await note()).toBe(0);
    expect(await waysOf(dealId)).toEqual(["amn.scanner"]);
    expect(await payment.circuits(stage.db)).toContainEqual({ provider: "request-network", circuit: "open" });
    // Down for a minute it is an incident, one.
    await note(await later(61));
    await note(await later(100));
    expect(await incidents("provider.down")).toMatchObject([{ subject: "request-network" }]);
    fake.weather = "fair";
    await expect.poll(async () => note(await later(101)), { interval: 30 }).toBe(1);
    expect(await waysOf(dealId)).toEqual(["amn.scanner", "request-network"]);
    expect(await incidents("provider.down")).toEqual([]);
  });
});

describe("what it says of a payment", () => {
  const hook = async ({ raw, headers }: ToldWebhook): Promise<number> =>
    (await payment.receiveWebhook(stage.system(), "request-network", { raw, headers }, settings)).http;
  const stored = (requestId: string) =>
    stage.db.prisma.webhookInbox
      .findMany({ where: { provider: "request-network", rawBody: { not: new Uint8Array() } } })
      .then((rows) => rows.filter(({ rawBody }) => Buffer.from(rawBody).includes(requestId)));
  const txHash = () => `0x${randomUUID().replaceAll("-", "").repeat(2)}`;

  test("is asked for when its webhooks gave up, less and less often, and is no proof", async () => {
    const { scope, requestId, reference } = await requested();
    /** Looks, and answers how often this payment was looked at. */
    const look = async (seconds: number) => {
      await payment.lookAtPayments(await later(seconds), { providers });
      return fake.asked.filter((each) => each === `GET /v2/request/${requestId}`).length;
    };
    expect(await look(1)).toBe(0);
    expect(await look(31)).toBe(1);
    expect(await look(32)).toBe(1);
    const hash = txHash();
    fake.see(requestId, hash);
    // Four tries within 21 seconds, and never again.
    expect(await fake.tell("payment.confirmed", requestId, () => Promise.resolve(503), { pace: 0.001 })).toEqual([503, 503, 503, 503]);
    expect(await look(95)).toBe(2);
    expect(payment.PROVIDERS["request-network"].getPayInStatus(await rowOf(scope))).toEqual({
      reference,
      txHash: hash,
      status: "confirmed",
      paid: true,
    });
    expect(await rowOf(scope)).toMatchObject({ nextAt: null });
    expect(await funds(scope)).toMatchObject({ funded: 0n, held: 0n });
    expect(await stage.db.prisma.deadline.count({ where: { purpose: "payment_reported", status: "pending" } })).toBeGreaterThan(0);
  });

  test("is stored once, whatever it is called: a hundred replays and every variant are one row, and move nothing", async () => {
    const { scope, requestId } = await requested();
    fake.see(requestId, txHash());
    const first = fake.webhook("payment.confirmed", requestId);
    for (let time = 0; time < 50; time += 1) expect(await hook(first)).toBe(200);
    // Its signature does not cover the delivery's name.
    for (let time = 0; time < 50; time += 1)
      expect(await hook({ ...first, headers: { ...first.headers, "x-request-network-delivery": `R${time}` } })).toBe(200);
    for (const variant of ["payment.confirmed.checkout", "payment.confirmed.client_id"])
      expect(await hook(fake.webhook(variant, requestId))).toBe(200);
    expect(await stored(requestId)).toHaveLength(1);
    await intake(stage);
    expect(await stored(requestId)).toMatchObject([{ outcome: "noted: confirmed, not seen on the chain yet" }]);
    expect(await funds(scope)).toMatchObject({ funded: 0n, held: 0n });
    // Another event of the same transaction is other news.
    await hook(fake.webhook("payment.refunded", requestId));
    expect(await stored(requestId)).toHaveLength(2);
  });

  test("is refused where it was forged, cut, written anew, or has a signature of another length", async () => {
    const { requestId } = await requested();
    fake.see(requestId, txHash());
    const { raw, headers } = fake.webhook("payment.confirmed", requestId);
    const signature = headers["x-request-network-signature"] ?? "";
    const signedAs = (value: string) => ({ raw, headers: { ...headers, "x-request-network-signature": value } });
    const forged = [
      signedAs("0".repeat(64)),
      signedAs(signature.slice(2)),
      signedAs(`${signature}00`),
      signedAs(""),
      { raw: raw.subarray(0, -1), headers },
      { raw: Buffer.from(JSON.stringify(JSON.parse(raw.toString()), null, 1)), headers },
      { raw: Buffer.from(raw.toString().replace("confirmed", "confirmeD")), headers },
    ];
    for (const webhook of forged) expect(await hook(webhook)).toBe(401);
    expect(await stored(requestId)).toEqual([]);
  });

  test("by a test delivery is acted on in test mode alone", async () => {
    const { scope, requestId } = await requested();
    fake.see(requestId, txHash());
    await hook(fake.webhook("payment.confirmed", requestId, { test: true }));
    await intake(stage);
    expect(await stored(requestId)).toMatchObject([{ outcome: "ignored: a test delivery", test: true }]);
    expect((await rowOf(scope)).reported).toBeNull();
    // It does not stand in the way of the real one.
    await hook(fake.webhook("payment.confirmed", requestId));
    await intake(stage);
    expect((await rowOf(scope)).reported).toMatchObject({ paid: true });
    const other = await requested();
    fake.see(other.requestId, txHash());
    await hook(fake.webhook("payment.confirmed", other.requestId, { test: true }));
    await payment.processInbox(stage.system(), { ...stage.ports, mode: "test" });
    expect((await rowOf(other.scope)).reported).toMatchObject({ paid: true });
  });

  test("in any order comes to the same: partial after confirmed, processing after both", async () => {
    const { scope, requestId } = await requested();
    fake.see(requestId, txHash());
    for (const event of ["payment.confirmed", "payment.partial", "payment.processing", "payment.failed"])
      await hook(fake.webhook(event, requestId));
    await intake(stage);
    expect((await rowOf(scope)).reported).toMatchObject({ paid: true });
    expect(await funds(scope)).toMatchObject({ funded: 0n });
  });
});
