import { generateKeyPairSync } from "node:crypto";
import { payWayOf } from "@amanat/contracts";
import { type Ctx, now } from "@amanat/db";
import { useDatabase } from "@amanat/testing";
import { type DePayPayment, fakeDePay, type FakeDePay } from "@amanat/testing/outside";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as payment from "../../index.ts";
import { intake, newDeal, PRICE, REFUND_TO, report, setStage, type Stage } from "../../testing/stage.ts";
import { TOKEN } from "../../testing/small-chain.ts";

/** Payments by DePay's widget: it is told by us where to pay, and tells us that it was paid, which moves nothing. */

const database = useDatabase();
let stage: Stage;
let fake: FakeDePay;
let settings: payment.ProviderSettings;
let payIn: payment.PayInPorts;
beforeAll(async () => {
  fake = await fakeDePay();
});
afterAll(() => fake.close());
beforeEach(async () => {
  fake.weather = "fair";
  stage = await setStage(database.db);
  settings = payment.readProviders({ ...SCANNER, ...variables() });
  payIn = { ...stage.payIn, providers: settings };
});

const SCANNER = { AMN_SCANNER_URL: "http://127.0.0.1:1", AMN_SCANNER_WEBHOOK_SECRET: "a secret of the tests' webhooks, long enough" };
const variables = () => ({
  FRONTEND_URL: "https://amanat.test",
  DEPAY_CHECKOUT_URL: "https://pay.operator.test/depay",
  DEPAY_PUBLIC_KEY: fake.publicKey,
  // As it stands in one line of a file.
  DEPAY_PRIVATE_KEY: fake.operatorKey.replaceAll("\n", String.raw`\n`),
  DEPAY_BLOCKCHAINS: `small=${stage.chain.id}`,
  DEPAY_API_KEY: fake.apiKey,
  DEPAY_API_URL: fake.origin,
  DEPAY_LINK_ID: "4cZQFsap1QbLIlnVC5hscB",
});

type Asked = { raw: Uint8Array; headers: Readonly<Record<string, string>> };
const ask = async (question: Asked) => {
  const answer = await payment.answerQuestion(stage.system(), "depay", { ...question, origin: "https://amanat.test" }, payIn);
  return { status: 200, ...answer };
};
const hook = async (told: Asked): Promise<number> => (await payment.receiveWebhook(stage.system(), "depay", told, settings)).http;
const rowOf = (scope: string) => stage.db.prisma.providerIntent.findFirstOrThrow({ where: { intent: { scope }, provider: "depay" } });
const funds = (scope: string) => payment.fundsIn(stage.system(), scope, stage.asset);
const stored = async (receiver: string) =>
  stage.db.prisma.webhookInbox.findMany({ where: { provider: "depay", target: receiver }, orderBy: { receivedAt: "asc" } });
async function later(seconds: number): Promise<Ctx> {
  const at = new Date((await now(stage.system())).getTime() + seconds * 1_000);
  return stage.people.system({ clock: { now: () => Promise.resolve(at) } });
}

async function opened(amount = PRICE) {
  const deal = await newDeal(stage, amount);
  await payment.openIntent(stage.people.buyer(), { dealId: deal.dealId, refundAddress: REFUND_TO }, payIn);
  await payment.watchIntents(stage.system(), stage.rail);
  const intent = await payment.getIntent(stage.people.buyer(), { dealId: deal.dealId }, payIn);
  const way = intent.pay === null ? null : payWayOf(intent.pay, "hosted");
  const deposit = intent.pay === null ? "" : (payWayOf(intent.pay, "transfer")?.to ?? "");
  return { ...deal, intent, way, deposit };
}

const paid = (deposit: string, txHash: string): DePayPayment => ({
  blockchain: "small",
  transaction: txHash,
  sender: `0x${"aa".repeat(20)}`,
  receiver: deposit,
  token: TOKEN,
  amount: "1.0",
});

describe("its settings", () => {
  test("stand together, hold keys of RSA, and keep its widget off our origin", () => {
    const read = (change: Record<string, string | undefined>) => payment.readProviders({ ...SCANNER, ...variables(), ...change }).depay;
    expect(read({})).not.toBeNull();
    expect(payment.readProviders(SCANNER).depay).toBeNull();
    expect(() => read({ DEPAY_PRIVATE_KEY: undefined })).toThrow("DEPAY_PRIVATE_KEY: is not set");
    expect(() => read({ DEPAY_PUBLIC_KEY: "hunter2" })).toThrow(/^DEPAY_PUBLIC_KEY: must be a public key (?!.*hunter)/);
    const small = generateKeyPairSync("rsa", { modulusLength: 1_024 }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    expect(() => read({ DEPAY_PRIVATE_KEY: small })).toThrow("at least 2048 bits");
    expect(() => read({ DEPAY_CHECKOUT_URL: "https://amanat.test/depay" })).toThrow(
      "DEPAY_CHECKOUT_URL: must be another origin than FRONTEND_URL",
    );
    expect(() => read({ DEPAY_BLOCKCHAINS: "bitcoin" })).toThrow("DEPAY_BLOCKCHAINS: must name chains");
  });
});

describe("what it is told to have paid", () => {
  test("is the payment's own address and what is still due, signed, within two seconds; the chain credits it", async () => {
    const { scope, dealId, intent, way, deposit } = await opened();
    expect(way?.url).toBe(`https://pay.operator.test/depay?payload%5Bpayment%5D=${intent.id}`);
    const configuration = await fake.configure({ payment: intent.id }, ask);
    const accept = [{ blockchain: "small", amount: 1, token: TOKEN, receiver: deposit }];
    expect(configuration).toEqual({ accept, forward_to: `https://amanat.test/deals/${dealId}/pay` });
    // A part of it, by any way.
    const part = stage.chain.pay({ to: deposit, amount: PRICE - 1n });
    await report(stage, intent.id, part);
    stage.chain.mine(4);
    await intake(stage);
    expect(await fake.configure({ payment: intent.id }, ask)).toMatchObject({ accept: [{ amount: 0.000001 }] });
    await report(stage, intent.id, stage.chain.pay({ to: deposit, amount: 1n }));
    stage.chain.mine(4);
    await intake(stage);
    expect(await funds(scope)).toMatchObject({ held: PRICE, balanced: true });
    // There is nothing more to pay.
    await expect(fake.configure({ payment: intent.id }, ask)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("has all digits of the amount, more than a number could hold", async () => {
    ({ second: stage } = await setStage(database.db));
    settings = payment.readProviders({ ...SCANNER, ...variables() });
    payIn = { ...stage.payIn, providers: settings };
    const { intent } = await opened(1_000_000_000_000_000_001n);
    expect((await ask(fake.signed({ payment: intent.id }))).body).toContain('"amount":1.000000000000000001,');
  });

  test("is told to nobody without its signature, and of no other payment than one that can be paid", async () => {
    const { intent } = await opened();
    const question = fake.signed({ payment: intent.id });
    const signature = question.headers["x-signature"] ?? "";
    for (const wrong of ["", "AAAA", signature.slice(4), `${signature}AA`, signature.replace(/^.../, "AAA")])
      await expect(ask({ ...question, headers: { "x-signature": wrong } })).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
    await expect(ask({ ...question, raw: Buffer.from(`${question.raw.toString()} `) })).rejects.toMatchObject({
      code: "AUTHENTICATION_REQUIRED",
    });
    for (const named of [
      { payment: "pay_0000000000000000000000" },
      { payment: 7 },
      {},
      null,
      [],
      "x",
      { injected: { payment: intent.id } },
    ])
      await expect(ask(fake.signed(named))).rejects.toMatchObject({ code: "NOT_FOUND" });
    const unseen = await newDeal(stage);
    const { id } = await payment.openIntent(stage.people.buyer(), { dealId: unseen.dealId, refundAddress: REFUND_TO }, payIn);
    await expect(ask(fake.signed({ payment: id }))).rejects.toMatchObject({ code: "NOT_FOUND" });
    const off = { ...payIn, providers: payment.readProviders(SCANNER) };
    await expect(payment.answerQuestion(stage.system(), "depay", { ...question, origin: "https://x.test" }, off)).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
    });
  });
});

describe("what it tells", () => {
  test("a hundred times, in any order, is a row for each thing it tells, and moves nothing; the chain does", async () => {
    const { scope, intent, deposit } = await opened();
    const place = stage.chain.pay({ to: deposit, amount: PRICE });
    const told = paid(deposit, place.txHash);
    for (let time = 0; time < 100; time += 1) expect(await hook(fake.callback(told, { payment: "pay_of_somebody_else" }))).toBe(200);
    for (const status of ["processing", "attempt", "failed", "succeeded"] as const) await hook(fake.event(status, told));
    await payment.processInbox(stage.system(), stage.ports);
    expect((await stored(deposit)).map(({ event, outcome }) => `${event}: ${outcome}`)).toEqual([
      "succeeded: noted: confirmed, not seen on the chain yet",
      "processing: ignored: processing, but it was reported as paid",
      "failed: ignored: failed, but it was reported as paid",
    ]);
    expect((await rowOf(scope)).reported).toMatchObject({ status: "confirmed", paid: true, txHash: place.txHash });
    // It says so after one block; we do not.
    expect(await funds(scope)).toMatchObject({ funded: 0n, held: 0n });
    await report(stage, intent.id, place);
    await intake(stage);
    expect(await funds(scope)).toMatchObject({ funded: 0n, held: 0n });
    stage.chain.mine(4);
    await intake(stage);
    expect(await funds(scope)).toMatchObject({ held: PRICE, balanced: true });
  });

  test("is refused where it was forged, cut, written anew, or has a signature of another length", async () => {
    const { deposit } = await opened();
    const told = fake.callback(paid(deposit, `0x${"ab".repeat(32)}`));
    const signature = told.headers["x-signature"] ?? "";
    const signedAs = (value: string) => ({ ...told, headers: { "x-signature": value } });
    const stranger = await fakeDePay();
    for (const wrong of [
      stranger.callback(paid(deposit, `0x${"ab".repeat(32)}`)),
      signedAs(""),
      signedAs(signature.slice(0, 100)),
      signedAs(`${signature.replaceAll("=", "")}AAAA`),
      { ...told, headers: {} },
      { ...told, raw: told.raw.subarray(0, -1) },
      { ...told, raw: Buffer.from(JSON.stringify(JSON.parse(told.raw.toString()), null, 1)) },
    ])
      expect(await hook(wrong)).toBe(401);
    await stranger.close();
    expect(await stored(deposit)).toEqual([]);
    // Its padding is no part of it.
    expect(await hook(signedAs(signature.replaceAll("=", "")))).toBe(200);
  });

  test("of another address, another chain, or of nothing at all comes to nothing", async () => {
    const { scope, deposit } = await opened();
    await hook(fake.callback(paid(`0x${"12".repeat(20)}`, `0x${"cd".repeat(32)}`)));
    await hook(fake.callback({ ...paid(deposit, `0x${"ce".repeat(32)}`), blockchain: "ethereum" }));
    for (const body of [null, [], {}, { blockchain: 7 }, { ...paid(deposit, "0x"), amount: 1 }])
      expect(await hook(fake.signed(body))).toBe(200);
    await payment.processInbox(stage.system(), stage.ports);
    expect((await rowOf(scope)).reported).toBeNull();
    expect(
      await stage.db.prisma.webhookInbox.count({
        where: { provider: "depay", OR: [{ processedAt: null }, { setAsideAt: { not: null } }] },
      }),
    ).toBe(0);
  });

  test("is told again until we answer with 200", async () => {
    const { deposit } = await opened();
    let asleep = 3;
    const told = await fake.tell(fake.callback(paid(deposit, `0x${"ef".repeat(32)}`)), (each) =>
      asleep-- > 0 ? Promise.resolve(202) : hook(each),
    );
    expect(told).toBe(4);
  });

  test("is found in its list where no callback came, on any page", async () => {
    const { scope, deposit } = await opened();
    const providers = payment
      .openProviders(settings, payment.openBreakers({ restMs: 50, pauseMs: 1 }))
      .filter(({ name }) => name === "depay");
    const look = async (seconds: number) => payment.lookAtPayments(await later(seconds), { providers });
    for (let other = 0; other < 12; other += 1) {
      fake.list(paid(`0x${"34".repeat(20)}`, `0x${other.toString(16).padStart(64, "0")}`));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    fake.list(paid(deposit, `0x${"fa".repeat(32)}`));
    await look(31);
    expect((await rowOf(scope)).reported).toMatchObject({ status: "confirmed", paid: true, txHash: `0x${"fa".repeat(32)}` });
    expect(await funds(scope)).toMatchObject({ funded: 0n });
  });
});
