import { createHmac, randomUUID } from "node:crypto";
import { PROVIDER_NAMES, type ProviderName } from "@amanat/contracts";
import { useDatabase } from "@amanat/testing";
import { fakeDePay, type FakeDePay } from "@amanat/testing/outside";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as payment from "../index.ts";
import { ESCROW, TOKEN } from "../testing/small-chain.ts";
import { payable, PRICE, setStage, type Stage } from "../testing/stage.ts";

/** One line for all providers: whatever comes to a webhook, and however often, moves no money. */

const database = useDatabase();
const SECRETS = {
  scanner: "a secret of the scanner, long enough for it",
  network: "a secret of Request Network",
  keeper: "a key of SHKeeper",
};
let depay: FakeDePay;
let stage: Stage;
let paid: { id: string; scope: string; deposit: string };
let settings: payment.ProviderSettings;
beforeAll(async () => {
  stage = await setStage(database.db);
  depay = await fakeDePay();
  settings = payment.readProviders({
    AMN_SCANNER_URL: "http://127.0.0.1:1",
    AMN_SCANNER_WEBHOOK_SECRET: SECRETS.scanner,
    REQUEST_NETWORK_WEBHOOK_SECRET: SECRETS.network,
    DEPAY_CHECKOUT_URL: "https://pay.operator.test/depay",
    DEPAY_PUBLIC_KEY: depay.publicKey,
    DEPAY_PRIVATE_KEY: depay.operatorKey,
    DEPAY_BLOCKCHAINS: `small=${stage.chain.id}`,
    SHKEEPER_ENABLED: "true",
    SHKEEPER_URL: "http://127.0.0.1:1",
    SHKEEPER_API_KEY: SECRETS.keeper,
    SHKEEPER_CRYPTOS: `SMALL-USDC=${stage.asset}`,
  });
  const { intent, scope, deposit } = await payable(stage);
  paid = { id: intent.id, scope, deposit };
});
afterAll(() => depay.close());

type Webhook = { raw: Buffer; headers: Record<string, string> };
const hmac = (secret: string, ...parts: (string | Buffer)[]) =>
  parts.reduce((mac, part) => mac.update(part), createHmac("sha256", secret)).digest("hex");
const seconds = () => String(Math.floor(Date.now() / 1_000));
const txHash = `0x${"ab".repeat(32)}`;

/** What each provider sends where it says that the payment was made, in full and for good. */
const TOLD: Readonly<Record<ProviderName, { signature: string; webhook: () => Promise<Webhook> | Webhook }>> = {
  "amn.scanner": {
    signature: "x-amn-signature",
    webhook() {
      const place = { chain: stage.chain.id, blockNumber: 101, blockHash: `0x${"cd".repeat(32)}`, txHash, logIndex: 0 };
      const money = { token: TOKEN, from: ESCROW, to: paid.deposit, amount: PRICE.toString(), via: "deposit", referenceHash: null };
      const about = { event: "payment.confirmed", targetId: paid.id, transfer: { ...place, ...money } };
      const raw = Buffer.from(JSON.stringify({ ...about, confirmations: 99, finalized: true, at: new Date().toISOString() }));
      const [at, delivery] = [seconds(), randomUUID()];
      const signature = hmac(SECRETS.scanner, `${at}.${delivery}.`, raw);
      return { raw, headers: { "x-amn-timestamp": at, "x-amn-delivery": delivery, "x-amn-signature": signature } };
    },
  },
  "request-network": {
    signature: "x-request-network-signature",
    async webhook() {
      const where = { intent: { scope: paid.scope }, provider: "request-network" };
      const { reference } = await stage.db.prisma.providerIntent.findFirstOrThrow({ where });
      const raw = Buffer.from(
        JSON.stringify({ event: "payment.confirmed", requestId: "01ab", paymentReference: reference, txHash, amount: "1" }),
      );
      const headers = { "x-request-network-delivery": randomUUID(), "x-request-network-signature": hmac(SECRETS.network, raw) };
      return { raw, headers };
    },
  },
  depay: {
    signature: "x-signature",
    webhook() {
      const sender = `0x${"aa".repeat(20)}`;
      const told = { blockchain: "small", transaction: txHash, sender, receiver: paid.deposit, token: TOKEN, amount: "1.0" };
      const { raw, headers } = depay.callback(told, { payment: paid.id });
      return { raw, headers: { ...headers } };
    },
  },
  shkeeper: {
    signature: "x-shkeeper-signature",
    webhook() {
      const transactions = [{ txid: txHash, amount_crypto: "1", amount_fiat: "1.00", trigger: true, crypto: "SMALL-USDC" }];
      const about = { external_id: paid.id, crypto: "SMALL-USDC", addr: `0x${"5e".repeat(20)}`, fiat: "USD", paid: true, status: "PAID" };
      const raw = Buffer.from(JSON.stringify({ ...about, balance_fiat: "1.00", balance_crypto: "1", transactions }));
      const at = seconds();
      return { raw, headers: { "x-shkeeper-timestamp": at, "x-shkeeper-signature": hmac(SECRETS.keeper, `${at}.`, raw) } };
    },
  },
};

/** All that could have moved. */
async function money(): Promise<unknown> {
  const intent = await stage.db.prisma.paymentIntent.findFirstOrThrow({ where: { scope: paid.scope } });
  const [moved] = await stage.db.prisma.$queryRaw<{ count: bigint }[]>`SELECT count(*) FROM ledger.transfer`;
  return {
    received: intent.received,
    status: intent.status === "detected" ? "awaiting" : intent.status,
    moved,
    funds: await payment.fundsIn(stage.system(), paid.scope, stage.asset),
  };
}

test.each(PROVIDER_NAMES)("%s: replayed a hundred times, forged, cut short and written anew, its webhook moves nothing", async (name) => {
  const { signature, webhook } = TOLD[name];
  const { raw, headers } = await webhook();
  const before = await money();
  const receive = async (change: Partial<Webhook>) => payment.receiveWebhook(stage.system(), name, { raw, headers, ...change }, settings);
  const signedAs = (value: string) => receive({ headers: { ...headers, [signature]: value } });
  const own = headers[signature] ?? "";
  const refused = [
    await signedAs(""),
    await signedAs("0".repeat(own.length)),
    await signedAs(own.slice(2)),
    await signedAs(`${own}00`),
    await signedAs(own.replace(/^./, (first) => (first === "0" ? "1" : "0"))),
    await receive({ headers: Object.fromEntries(Object.entries(headers).filter(([header]) => header !== signature)) }),
    await receive({ raw: raw.subarray(0, -1) }),
    await receive({ raw: Buffer.alloc(0) }),
    await receive({ raw: Buffer.concat([raw, Buffer.from(" ")]) }),
    await receive({ raw: Buffer.from(JSON.stringify(JSON.parse(raw.toString()), null, 1)) }),
    await receive({ raw: Buffer.from(raw.toString().replace(/"1(\.0)?"|"1000000"/, '"9"')) }),
  ];
  expect(refused.filter(({ http, outcome }) => http !== 401 || outcome !== "refused")).toEqual([]);
  const answers: string[] = [];
  for (let time = 0; time < 100; time += 1) answers.push((await receive({})).outcome);
  expect(answers.filter((outcome) => outcome === "stored")).toHaveLength(1);
  expect(answers.filter((outcome) => outcome === "duplicate")).toHaveLength(99);
  await payment.processInbox(stage.system(), stage.ports);
  await payment.proveTransfers(stage.system(), stage.rail);
  expect(await money()).toEqual(before);
});
