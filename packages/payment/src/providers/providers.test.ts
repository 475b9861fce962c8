import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { PROVIDER_NAMES } from "@amanat/contracts";
import { changeSetting, inTransaction, now, runTimer } from "@amanat/db";
import { useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import * as payment from "../index.ts";
import { ESCROW } from "../testing/small-chain.ts";
import { deliver, newDeal, OTHER_SECRET, payable, PRICE, REFUND_TO, report, SETTINGS, setStage, type Stage } from "../testing/stage.ts";
import { noteReported } from "../internal/reported-payments.ts";
import { METHODS } from "./provider.ts";
import { SETTINGS as KNOBS } from "../settings.ts";

const database = useDatabase();
let stage: Stage;
beforeEach(async () => {
  stage = await setStage(database.db);
});

const SCANNER = { AMN_SCANNER_URL: "http://127.0.0.1:1", AMN_SCANNER_WEBHOOK_SECRET: "a secret of thirty-two characters or more" };

describe("every provider", () => {
  test.each(PROVIDER_NAMES)("%s says what it can do, and refuses the rest by name", (name) => {
    const provider = payment.PROVIDERS[name];
    expect(provider.name).toBe(name);
    for (const method of METHODS) {
      if (provider.capabilities.includes(method)) continue;
      const call = provider[method] as () => unknown;
      expect(call).toThrow(expect.objectContaining({ code: "NOT_SUPPORTED", message: expect.stringContaining(method) }));
    }
    const hosted = name === "depay" ? ["createHostedPaymentLink"] : [];
    expect(provider.capabilities).toEqual(["createPayInIntent", "getPayInStatus", "handleProviderWebhook", ...hosted]);
  });

  test("names what is wrong in its settings and never shows it", () => {
    expect(() => payment.readProviders({})).toThrow("AMN_SCANNER_URL: is not set");
    expect(() => payment.readProviders({ ...SCANNER, AMN_SCANNER_WEBHOOK_SECRET: "hunter2" })).toThrow(
      /^AMN_SCANNER_WEBHOOK_SECRET: (?!.*hunter2)/,
    );
    for (const name of ["REQUEST_NETWORK_WEBHOOK_SECRET", "REQUEST_NETWORK_API_KEY", "REQUEST_NETWORK_NETWORK", "REQUEST_NETWORK_API_URL"])
      expect(() => payment.readProviders({ ...SCANNER, [name]: "hunter" })).toThrow(new RegExp(`^${name}: (?!.*hunter)`));
  });

  test("is asked by its own name: one's signature opens nobody else's door", async () => {
    const raw = Buffer.from("{}");
    const headers = signed(raw).headers;
    expect(await payment.receiveWebhook(stage.system(), "amn.scanner", { raw, headers }, SETTINGS)).toMatchObject({ http: 401 });
    const off = payment.readProviders({ ...SCANNER, REQUEST_NETWORK_ENABLED: "false" });
    await expect(payment.receiveWebhook(stage.system(), "request-network", { raw, headers }, off)).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
    });
  });

  test("has deliveries of its own: the same name from two is two", async () => {
    const delivery = randomUUID();
    expect(await deliver(stage.system(), "{}", { delivery })).toMatchObject({ outcome: "stored" });
    expect(await receive({}, { delivery })).toMatchObject({ outcome: "stored" });
    expect(await receive({}, { delivery })).toMatchObject({ outcome: "duplicate" });
  });
});

describe("which ways a payer is offered", () => {
  const waysOf = async (rails: payment.PayInPorts["rails"], providers = SETTINGS): Promise<string[]> => {
    const { dealId } = await newDeal(stage);
    const ports = { rails, providers };
    await payment.openIntent(stage.people.buyer(), { dealId, refundAddress: REFUND_TO }, ports);
    await payment.watchIntents(stage.system(), stage.rail);
    const { pay } = await payment.getIntent(stage.people.buyer(), { dealId }, ports);
    return (pay?.ways ?? []).map(({ provider, way }) => `${provider} ${way}`);
  };
  const [usual, contract] = ["amn.scanner transfer", "request-network proxy"];

  test("is the operator's choice", async () => {
    expect(await waysOf(stage.payIn.rails)).toEqual([usual, contract]);
    await inTransaction(stage.system(), (tx) => changeSetting(tx, KNOBS.providers, ["request-network"]));
    expect(await waysOf(stage.payIn.rails)).toEqual([contract]);
    await inTransaction(stage.system(), (tx) => changeSetting(tx, KNOBS.providers, [...PROVIDER_NAMES]));
  });

  test("depends on what the chain has, and on what is in use", async () => {
    const rail = payment.railOf(stage.payIn.rails, stage.spec.chain);
    expect(await waysOf(payment.railsOf([{ ...rail, chain: { ...rail.chain, proxy: null } }]))).toEqual([usual]);
    expect(await waysOf(stage.payIn.rails, { ...SETTINGS, "request-network": null })).toEqual([usual]);
    const nobody = Object.fromEntries(PROVIDER_NAMES.map((name) => [name, null])) as unknown as typeof SETTINGS;
    await expect(waysOf(stage.payIn.rails, nobody)).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
    });
  });
});

/** A delivery of Request Network's, as its documentation has it: hex HMAC-SHA256 of the body. */
function signed(raw: Uint8Array, how: { delivery?: string; test?: boolean; secret?: string } = {}) {
  const { delivery = randomUUID(), test = false, secret = OTHER_SECRET } = how;
  const headers: Record<string, string> = {
    "x-request-network-signature": createHmac("sha256", secret).update(raw).digest("hex"),
    "x-request-network-delivery": delivery,
    ...(test ? { "x-request-network-test": "true" } : {}),
  };
  return { raw, headers };
}

function receive(body: object, how: { delivery?: string; test?: boolean; secret?: string } = {}): Promise<payment.WebhookAnswer> {
  return payment.receiveWebhook(stage.system(), "request-network", signed(Buffer.from(JSON.stringify(body)), how), SETTINGS);
}

const txHash = `0x${"ab".repeat(32)}`;

describe("what Request Network tells", () => {
  const wayIn = (scope: string) =>
    stage.db.prisma.providerIntent.findFirstOrThrow({ where: { intent: { scope }, provider: "request-network" } });
  const outcomes = async () => {
    await payment.processInbox(stage.system(), stage.ports);
    const where = { provider: "request-network", receivedAt: { gte: since } };
    const rows = await stage.db.prisma.webhookInbox.findMany({ where });
    // Two may come within a millisecond.
    return rows.map(({ outcome }) => outcome ?? "").toSorted((one, other) => one.localeCompare(other));
  };
  let since: Date;
  beforeEach(async () => {
    since = await now(stage.system());
  });

  test("is noted beside the payment and credits nothing; the chain does", async () => {
    const { scope } = await payable(stage);
    const { reference } = await wayIn(scope);
    const said = { event: "payment.confirmed", paymentReference: reference?.slice(2).toUpperCase(), txHash, amount: "1000000" };
    expect(await receive(said)).toEqual({ http: 200, outcome: "stored" });
    expect(await outcomes()).toEqual(["noted: confirmed, not seen on the chain yet"]);
    const provider = payment.PROVIDERS["request-network"];
    expect(provider.getPayInStatus(await wayIn(scope))).toEqual({ reference, txHash, status: "confirmed", paid: true });
    expect(await stage.db.prisma.paymentIntent.findFirstOrThrow({ where: { scope } })).toMatchObject({ status: "awaiting", received: 0n });
    expect(await payment.fundsIn(stage.system(), scope, stage.asset)).toMatchObject({ funded: 0n });
  });

  test("and that the chain does not show, raises an incident in time, until its transfer is seen", async () => {
    const { scope, intent, deposit } = await payable(stage);
    const { id: intentId } = await stage.db.prisma.paymentIntent.findFirstOrThrow({ where: { scope } });
    const { reference } = await wayIn(scope);
    const place = stage.chain.pay({ to: deposit, amount: PRICE });
    const said = { event: "payment.confirmed", paymentReference: reference, txHash: place.txHash };
    const timer = () =>
      stage.db.prisma.deadline.findFirst({
        where: { purpose: "payment_reported", subjectId: intentId },
        select: { status: true, dueAt: true },
      });
    const incidents = () =>
      stage.db.prisma.incident.findMany({ where: { kind: "payment.unseen", subject: intentId }, select: { state: true, dealId: true } });
    const run = (later: number) => {
      const system = stage.people.system({ clock: { now: () => Promise.resolve(new Date(since.getTime() + later)) } });
      return runTimer(system, payment.PAYMENT_TIMERS, { purpose: "payment_reported", subjectId: intentId });
    };
    // A payment that failed has nothing to show.
    await receive({ ...said, event: "payment.failed" });
    await outcomes();
    expect(await timer()).toBeNull();
    await receive(said);
    await outcomes();
    const first = await timer();
    // Said again, it is not put off.
    await receive({ ...said, event: "payment.confirmed.checkout" });
    await outcomes();
    expect(await timer()).toEqual(first);
    await run(60_000);
    expect(await incidents()).toEqual([]);
    await run(11 * 60_000);
    expect(await incidents()).toEqual([{ state: "open", dealId: scope }]);
    expect(await timer()).toMatchObject({ status: "done" });
    await report(stage, intent.id, place);
    await payment.processInbox(stage.system(), stage.ports);
    expect(await incidents()).toEqual([{ state: "closed", dealId: scope }]);
    // What the chain shows already needs no timer.
    await receive({ ...said, amount: "1" });
    expect((await outcomes()).at(-1)).toBe("noted: failed, not seen on the chain yet");
    expect(await outcomes()).toContain("noted: confirmed, and seen on the chain");
    expect(await timer()).toMatchObject({ status: "done" });
  });

  test.each(["one after the other", "by two workers at once"])("as paid stays so, whatever an older report says: read %s", async (how) => {
    const { scope } = await payable(stage);
    const { reference, intentId } = await wayIn(scope);
    const said = { paymentReference: reference, txHash };
    if (how === "one after the other") {
      await receive({ ...said, event: "payment.confirmed" });
      await outcomes();
      await receive({ ...said, event: "payment.failed" });
      await outcomes();
    } else {
      await receive({ ...said, event: "payment.failed" });
      let other: Promise<number> = Promise.resolve(0);
      // The race point: the second worker has begun before the first one's report is committed.
      await inTransaction(stage.system(), async (tx) => {
        await noteReported(tx, "request-network", { reference: reference ?? "", txHash, status: "confirmed", paid: true });
        other = payment.processInbox(stage.system(), stage.ports);
        const waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        await expect.poll(async () => (await stage.db.pool.query(waiting)).rowCount, { interval: 20 }).toBeGreaterThan(0);
      });
      await other;
    }
    expect(await outcomes()).toContain("ignored: failed, but it was reported as paid");
    expect((await wayIn(scope)).reported).toMatchObject({ status: "confirmed", paid: true });
    const clock = { now: () => Promise.resolve(new Date(since.getTime() + 11 * 60_000)) };
    await runTimer(stage.people.system({ clock }), payment.PAYMENT_TIMERS, { purpose: "payment_reported", subjectId: intentId });
    expect(await stage.db.prisma.incident.findMany({ where: { kind: "payment.unseen", subject: intentId } })).toMatchObject([
      { state: "open" },
    ]);
  });

  test("is nothing where it is a test, about nobody's payment, about no payment, or no JSON", async () => {
    await receive({ event: "payment.confirmed", paymentReference: "0x01", txHash }, { test: true });
    await receive({ event: "payment.confirmed", paymentReference: `0x${randomBytes(8).toString("hex")}`, txHash });
    await receive({ event: "secure_payment.user_event", paymentReference: "0x01" });
    await receive({ event: "compliance.updated" });
    await payment.receiveWebhook(stage.system(), "request-network", signed(Buffer.from("{")), SETTINGS);
    expect(await outcomes()).toEqual([
      "ignored: a payment of nobody's here",
      "ignored: a test delivery",
      "ignored: secure_payment.user_event",
      "malformed: not JSON",
      "not about a payment: paymentReference",
    ]);
  });

  test("is refused without its signature, whatever else it brings", async () => {
    const { raw, headers } = signed(Buffer.from("{}"));
    const refused = async (change: Record<string, string | undefined>, body: Uint8Array = raw) =>
      expect(
        await payment.receiveWebhook(stage.system(), "request-network", { raw: body, headers: { ...headers, ...change } }, SETTINGS),
      ).toEqual({ http: 401, outcome: "refused" });
    await refused({ "x-request-network-signature": undefined });
    await refused({ "x-request-network-signature": "00" });
    await refused({ "x-request-network-signature": "zz".repeat(32) });
    await refused({ "x-request-network-delivery": undefined });
    await refused({ "x-request-network-delivery": "d".repeat(129) });
    await refused({}, Buffer.from("{ }"));
    expect(await receive({}, { secret: "another secret of theirs" })).toMatchObject({ http: 401 });
    const unset = payment.readProviders(SCANNER);
    expect(await payment.receiveWebhook(stage.system(), "request-network", { raw, headers }, unset)).toMatchObject({ http: 401 });
  });

  test("goes to the wallet it was told when it was opened, whatever is configured later", async () => {
    const { scope } = await payable(stage);
    expect(payment.PROVIDERS["request-network"].through(await wayIn(scope))).toMatchObject({ to: ESCROW });
  });
});
