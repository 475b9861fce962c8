import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openPayInRail, openReader, tonEscrowOf } from "@amanat/chain";
import { payWayOf, tokenAsset, uuidOf } from "@amanat/contracts";
import { KINDS } from "@amanat/contexts";
import * as deals from "@amanat/deals";
import { ensureProgram, type ProgramName } from "@amanat/devstack/build";
import { type FakeToncenter, fakeToncenter, spelled, TonWorld } from "@amanat/devstack/ton";
import * as marketplace from "@amanat/marketplace";
import * as payment from "@amanat/payment";
import { cast, type Cast, proved, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

/** Whole deals on TON, with real worker and scanner processes; the chain is the real virtual machine with the real contracts. */

const SECRET = "a webhook secret for this test alone";
const CHAIN = "tvm:-31337";
const PRICE = 2_000_000n;
const MNEMONIC = "test test test test test test test test test test test junk";
const LONG_MS = 240_000;
const database = useDatabase();
const home = mkdtempSync(join(tmpdir(), "amanat-ton-"));
const escrowWallet = tonEscrowOf(MNEMONIC);
const children = new Set<ChildProcess>();
const product = createServer();
type Person = Awaited<ReturnType<TonWorld["person"]>>;

let world: TonWorld;
let center: FakeToncenter;
let people: Cast;
let ports: payment.PayInPorts;
let asset: string;
let usdt: Awaited<ReturnType<TonWorld["jetton"]>>;
let buyer: Person;
let seller: Person;
let ticking = true;

beforeAll(async () => {
  people = await cast(database.db);
  world = await TonWorld.create(CHAIN);
  center = await fakeToncenter(world);
  const issuer = await world.person("issuer");
  [buyer, seller] = [await world.person("buyer"), await world.person("seller")];
  usdt = await world.jetton(issuer, { name: "Tether USD", symbol: "USDT", decimals: "6" });
  await world.mint(issuer, usdt, spelled(buyer.address), 1_000_000_000n);
  await world.coin(issuer, escrowWallet, 5_000_000_000n);
  asset = tokenAsset(CHAIN, spelled(usdt));
  writeFileSync(join(home, "custody"), MNEMONIC, { mode: 0o600 });
  const chain = {
    chain: CHAIN,
    name: "TON",
    rpcUrls: [center.url],
    requireFinalized: true,
    confirmations: 2,
    reorgDepth: 64,
    explorer: null,
  };
  const [fact] = await openReader(chain).assets([spelled(usdt)]);
  if (fact === undefined) throw new Error("no jetton");
  const { id, token, symbol, name, decimals } = fact;
  await database.db.prisma.asset.create({ data: { id, token, symbol, name, decimals, chain: CHAIN, chainName: "TON" } });
  const scannerPort = await portFor("scanner");
  const providers = payment.readProviders({ AMN_SCANNER_URL: `http://127.0.0.1:${scannerPort}`, AMN_SCANNER_WEBHOOK_SECRET: SECRET });
  ports = { rails: payment.railsOf([openPayInRail({ ...chain, escrowWallet, xpub: "" })]), providers };
  await hearWebhooks(providers);
  await start("scanner", {
    SCANNER_PG_URL: database.urls.scanner,
    AMN_SCANNER_PORT: String(scannerPort),
    AMN_SCANNER_WEBHOOK_URL: `http://127.0.0.1:${(product.address() as AddressInfo).port}/`,
    AMN_SCANNER_POLL_MS: "100",
  });
  await start("worker", {
    AMANAT_MODE: "demo",
    AMANAT_DATA_DIR: home,
    PG_URL: database.urls.app,
    JWT_SECRET: "a secret of more than thirty-two letters",
    AMN_SCANNER_URL: `http://127.0.0.1:${scannerPort}`,
    MAIL_DIR: join(home, "mail"),
  });
  void tick();
}, LONG_MS);

afterAll(async () => {
  ticking = false;
  for (const child of children) child.kill("SIGKILL");
  product.close();
  await center?.close();
  rmSync(home, { recursive: true, force: true });
});

/** Blocks of the masterchain in which nothing of ours happens. */
async function tick(): Promise<void> {
  while (ticking) {
    world.advance(1);
    await sleep(150);
  }
}

async function portFor(_what: string): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", () => resolve()));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** The front door for the scanner's webhooks. */
async function hearWebhooks(providers: payment.ProviderSettings): Promise<void> {
  product.on("request", (request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const headers = request.headers as Record<string, string>;
      payment.receiveWebhook(people.system(), "amn.scanner", { raw: Buffer.concat(parts), headers }, providers).then(
        ({ outcome }) => response.writeHead(outcome === "refused" ? 401 : 200).end(),
        () => response.writeHead(503).end(),
      );
    });
  });
  await new Promise<void>((resolve) => product.listen(0, "127.0.0.1", () => resolve()));
}

async function start(name: ProgramName, env: Record<string, string>): Promise<void> {
  const chains = [
    {
      id: CHAIN,
      name: "TON",
      rpcUrl: center.url,
      tokens: [spelled(usdt)],
      confirmations: 2,
      reorgDepth: 64,
      escrowWallet,
      custodyKeyFile: join(home, "custody"),
    },
  ];
  const child = spawn(process.execPath, [await ensureProgram(name, home)], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { PATH: process.env["PATH"], CHAINS: JSON.stringify(chains), AMN_SCANNER_WEBHOOK_SECRET: SECRET, LOG_LEVEL: "fatal", ...env },
  });
  children.add(child);
}

async function until<T>(what: string, look: () => Promise<T | null | false | undefined>): Promise<T> {
  const end = Date.now() + LONG_MS / 3;
  while (Date.now() < end) {
    const seen = await look();
    if (seen) return seen;
    await sleep(100);
  }
  throw new Error(`waited too long for ${what}`);
}

async function agree(): Promise<string> {
  const request = await marketplace.createRequest(people.buyer(), {
    title: "A film camera in working order",
    description: "A mechanical camera with a clean lens, film tested.",
    productType: "digital_product",
    category: "electronics",
    asset,
    budgetMin: "1",
    budgetMax: (PRICE * 2n).toString(),
    delivery: { mode: "online", channel: "e-mail" },
  });
  const offered = { requestId: request.id, price: PRICE.toString(), deliveryDays: 3, payoutAddress: spelled(seller.address) };
  const offer = await marketplace.submitOffer(people.seller(), offered, ports);
  const { dealId } = await marketplace.acceptOffer(people.buyer(), { offerId: offer.id, version: offer.version }, ports);
  return dealId;
}

/** Where to pay, once somebody watches for it. */
async function opened(dealId: string) {
  await payment.openIntent(people.buyer(), { dealId, refundAddress: buyer.address.toString({ bounceable: false }) }, ports);
  return until("a place to pay", async () => {
    const { pay } = await payment.getIntent(people.buyer(), { dealId }, ports);
    return pay === null ? null : payWayOf(pay, "memo");
  });
}

const dealIn = (dealId: string, status: string) =>
  until(status, async () => {
    const deal = await deals.getDeal(people.seller(), { dealId }, KINDS);
    return deal.status === status ? deal : null;
  });

test("a deal is paid by memo, held, released, and paid out, each once", { timeout: LONG_MS }, async () => {
  const dealId = await agree();
  const way = await opened(dealId);
  expect(new URL(way.uri).searchParams.get("amount")).toBe(String(PRICE));
  await world.pay({ from: buyer, master: usdt, to: way.to, amount: PRICE, memo: way.memo });
  const paid = await dealIn(dealId, "processing");
  const handover = { kind: "service", note: "handed over in person" } as const;
  const delivery = await marketplace.startDelivery(people.seller(), { dealId, version: paid.version, handover });
  await marketplace.markDelivered(people.seller(), { dealId, version: delivery.version });
  const inspected = await dealIn(dealId, "confirming");
  await proved(people.buyer(), (asked) => deals.confirmDeal(asked, { dealId, version: inspected.version }, KINDS));
  const [payout] = (await payment.listPayouts(people.admin(), { dealId, limit: 5 })).data;
  if (!payout) throw new Error("nothing was drafted");
  const { id: payoutId, version, amount, destination } = payout;
  expect(destination).toBe(spelled(seller.address));
  await proved(people.admin(), (asked) => payment.approvePayout(asked, { payoutId, version, amount, destination }, ports));
  await until("settlement", async () => (await payment.getPayout(people.guard(), { payoutId })).status === "settled");
  expect(await world.balanceOf(usdt, spelled(seller.address))).toBe(BigInt(amount));
  expect(await world.balanceOf(usdt, escrowWallet)).toBe(PRICE - BigInt(amount));
  const funds = await payment.fundsIn(people.system(), uuidOf("deal", dealId) ?? "", asset);
  expect(funds).toMatchObject({ funded: PRICE, held: 0n, inFlight: 0n, released: BigInt(amount), balanced: true });
});

test(
  "Attribution: wrong memo, and none: unmatched deposits, sent back by an admin; the price is still due",
  { timeout: LONG_MS },
  async () => {
    const dealId = await agree();
    const way = await opened(dealId);
    await world.pay({ from: buyer, master: usdt, to: way.to, amount: PRICE, memo: "XXXX-XXXX-XXXX-XXXX" });
    await world.pay({ from: buyer, master: usdt, to: way.to, amount: PRICE + 1n, memo: null });
    const found = await until("two unmatched deposits", async () => {
      const { data } = await payment.listUnmatched(people.admin(), { limit: 10 });
      return data.length === 2 ? data : null;
    });
    expect(found.map(({ amount, reason }) => `${amount} ${reason}`).toSorted((a, b) => a.localeCompare(b))).toEqual([
      `${PRICE} no_reference`,
      `${PRICE + 1n} no_reference`,
    ]);
    expect(await payment.getIntent(people.buyer(), { dealId }, ports)).toMatchObject({ status: "awaiting", remaining: String(PRICE) });
    const [lost] = found;
    if (lost === undefined) throw new Error("nothing was found");
    const before = await world.balanceOf(usdt, spelled(buyer.address));
    const { id: unmatchedId, version, amount } = lost;
    const back = { unmatchedId, version, amount, destination: spelled(buyer.address), reason: "The payer wrote another memo." };
    const wrongChain = { ...back, destination: "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed" };
    await expect(proved(people.admin(), (asked) => payment.refundUnmatched(asked, wrongChain, ports))).rejects.toMatchObject({
      issues: [{ path: "destination", code: "address_chain" }],
    });
    const drafted = await proved(people.admin(), (asked) => payment.refundUnmatched(asked, back, ports));
    const approval = { payoutId: drafted.payoutId, version: drafted.version, amount, destination: back.destination };
    await proved(people.admin2(), (asked) => payment.approvePayout(asked, approval, ports));
    await until("the refund", async () => (await payment.getPayout(people.guard(), { payoutId: drafted.payoutId })).status === "settled");
    expect((await world.balanceOf(usdt, spelled(buyer.address))) - before).toBe(BigInt(amount));
  },
);
