import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createBroadcaster, custodyOf, openRpc, randomReferences, xpubAddresses } from "@amanat/chain";
import { type ScannerWebhook, uuidOf, payWayOf } from "@amanat/contracts";
import { newId, TENANT_ID } from "@amanat/db";
import { ensureProgram } from "@amanat/devstack/build";
import { type Paid, startTestWorld, type TestWorld } from "@amanat/devstack/chain";
import { custody } from "@amanat/ledger";
import * as deals from "@amanat/deals";
import { KINDS } from "@amanat/contexts";
import * as marketplace from "@amanat/marketplace";
import * as payment from "@amanat/payment";
import { signMessage, verifyMessage } from "@amanat/payment/amn-scanner";
import { cast, type Cast, proved, useDatabase } from "@amanat/testing";
import { type Hex, keccak256 } from "viem";
import { english, generateMnemonic } from "viem/accounts";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

/** Whole deals with real worker processes on a real chain; only the scanner is played by the test. */

const SECRET = "a webhook secret for this test alone";
const CHAIN = "eip155:31337";
const PRICE = 2_000_000n;
const database = useDatabase();
const home = mkdtempSync(join(tmpdir(), "amanat-worker-"));
const mnemonic = generateMnemonic(english);
const { xpub, escrowWallet } = custodyOf(mnemonic);
const providers = payment.readProviders({ AMN_SCANNER_URL: "http://127.0.0.1:1", AMN_SCANNER_WEBHOOK_SECRET: SECRET });

let program: string;
let world: TestWorld;
let people: Cast;
let scanner: Server;
let spec: payment.ChainSpec;
let asset: string;
let mining = true;
let paused = false;
const targets = new Map<string, string>();
const children = new Set<ChildProcess>();
const supervised = new Set<{ stop(): Promise<number> }>();
/** Bounds for a machine that does much else besides. */
const LONG_MS = 240_000;

beforeAll(async () => {
  program = await ensureProgram("worker", home);
  world = await startTestWorld({ escrowWallet });
  people = await cast(database.db);
  const usdc = world.world.tokens.usdc;
  asset = `${CHAIN}/erc20:${usdc.toLowerCase()}`;
  spec = {
    chain: CHAIN,
    name: "Local",
    confirmations: 3,
    reorgDepth: 64,
    requireFinalized: true,
    escrowWallet,
    proxy: world.world.proxy.toLowerCase(),
    explorer: null,
  };
  await database.db.prisma.asset.create({
    data: { id: asset, chain: CHAIN, chainName: "Local", token: usdc, symbol: "USDC", name: "Test USDC", decimals: 6 },
  });
  writeFileSync(join(home, "custody"), mnemonic, { mode: 0o600 });
  scanner = await playScanner();
  void mineOn();
});

afterAll(async () => {
  mining = false;
  for (const child of children) child.kill("SIGKILL");
  scanner.close();
  await world.stop();
  rmSync(home, { recursive: true, force: true });
});

afterEach(async () => {
  // Also of a test that failed: a worker left over would do the next one's work.
  for (const worker of supervised) await worker.stop();
  supervised.clear();
});

/** While it is off no block comes, neither for a transaction nor in time. */
async function letMine(on: boolean): Promise<void> {
  paused = !on;
  await world.rpc("evm_setAutomine", [on]);
}

async function mineOn(): Promise<void> {
  while (mining) {
    if (!paused) await world.mine(1).catch(() => undefined);
    await sleep(150);
  }
}

/** Takes targets that are signed, as the scanner does. */
function playScanner(): Promise<Server> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts);
      const signed = request.method === "PUT" && verifyMessage(SECRET, request.headers, body);
      if (signed) targets.set(request.url?.split("/").at(-1) ?? "", body.toString());
      response.writeHead(signed ? 200 : 401).end();
    });
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

function startWorkerProcess(crashPoint: string | null): ChildProcess {
  const address = scanner.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  const child = spawn(process.execPath, [program], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env["PATH"],
      AMANAT_MODE: "demo",
      AMANAT_DATA_DIR: home,
      PG_URL: database.urls.app,
      JWT_SECRET: "a secret of more than thirty-two letters",
      CHAIN_RPC_URL: world.url,
      CHAIN_ID: "31337",
      CHAIN_TOKENS: world.world.tokens.usdc,
      CHAIN_FEE_PROXY: world.world.proxy.toLowerCase(),
      TRANSACTION_SAFETY_MIN_CONFIRMATIONS: "3",
      ESCROW_WALLET_ADDRESS: escrowWallet,
      CUSTODY_KEY_FILE: join(home, "custody"),
      AMN_SCANNER_URL: `http://127.0.0.1:${port}`,
      AMN_SCANNER_WEBHOOK_SECRET: SECRET,
      MAIL_DIR: join(home, "mail"),
      LOG_LEVEL: "fatal",
      ...(crashPoint === null ? {} : { AMANAT_CRASH_POINT: crashPoint }),
    },
  });
  children.add(child);
  return child;
}

/** A worker that is started again whenever it was killed. Answers how to end it, and how often it was killed. */
function supervise(crashPoint: string | null): { stop(): Promise<number> } {
  let stopped = false;
  let kills = 0;
  let current = startWorkerProcess(crashPoint);
  const ended = (async () => {
    for (;;) {
      const signal = await new Promise<NodeJS.Signals | null>((resolve) => current.once("exit", (_code, by) => resolve(by)));
      children.delete(current);
      if (signal === "SIGKILL") kills += 1;
      if (stopped) return;
      current = startWorkerProcess(crashPoint);
    }
  })();
  const worker = {
    async stop() {
      stopped = true;
      current.kill("SIGTERM");
      await ended;
      return kills;
    },
  };
  supervised.add(worker);
  return worker;
}

async function until<T>(what: string, look: () => Promise<T | null | false | undefined>): Promise<T> {
  const end = Date.now() + LONG_MS / 2;
  while (Date.now() < end) {
    const seen = await look();
    if (seen) return seen;
    await sleep(60);
  }
  throw new Error(`waited too long for ${what}`);
}

async function agree(payoutAddress: string): Promise<string> {
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
  const offer = await marketplace.submitOffer(
    people.seller(),
    {
      requestId: request.id,
      price: PRICE.toString(),
      deliveryDays: 3,
      payoutAddress,
    },
    { rails: payment.railsOf([{ chain: spec }]) },
  );
  const { dealId } = await marketplace.acceptOffer(
    people.buyer(),
    { offerId: offer.id, version: offer.version },
    { rails: payment.railsOf([{ chain: spec }]) },
  );
  return dealId;
}

async function pay(dealId: string, via: "deposit" | "proxy"): Promise<void> {
  const rail = { chain: spec, addresses: xpubAddresses(xpub), references: randomReferences(), paymentUri: () => "" };
  const ports: payment.PayInPorts = { rails: payment.railsOf([rail]), providers };
  await payment.openIntent(people.buyer(), { dealId, refundAddress: world.buyer }, ports);
  const intent = await until("a place to pay", async () => {
    const view = await payment.getIntent(people.buyer(), { dealId }, ports);
    return view.pay === null ? null : { ...view, pay: view.pay };
  });
  expect(targets.has(intent.id)).toBe(true);
  const { token } = intent.pay;
  const depositAddress = payWayOf(intent.pay, "transfer")?.to ?? "";
  const proxy = payWayOf(intent.pay, "proxy");
  if (proxy === null) throw new Error("no fee proxy is offered");
  const place =
    via === "deposit"
      ? await world.transfer(token, depositAddress, PRICE)
      : await world.payThroughProxy({ token, to: proxy.to, amount: PRICE, reference: proxy.reference });
  await tell(intent.id, place, {
    to: via === "deposit" ? depositAddress : escrowWallet,
    token: token.toLowerCase(),
    via,
    referenceHash: via === "proxy" ? keccak256(proxy.reference as Hex) : null,
  });
}

async function tell(
  targetId: string,
  place: Paid,
  transfer: Pick<ScannerWebhook["transfer"], "to" | "token" | "via" | "referenceHash">,
): Promise<void> {
  const body: ScannerWebhook = {
    event: "payment.detected",
    targetId,
    confirmations: 1,
    finalized: false,
    at: new Date().toISOString(),
    transfer: { chain: CHAIN, ...place, from: world.buyer, amount: PRICE.toString(), ...transfer },
  };
  const raw = JSON.stringify(body);
  const answer = await payment.receiveWebhook(
    people.system(),
    "amn.scanner",
    { raw: Buffer.from(raw), headers: { ...signMessage(SECRET, newId(), raw) } },
    providers,
  );
  expect(answer.outcome).toBe("stored");
}

const dealIn = (dealId: string, status: string) =>
  until(status, async () => {
    const deal = await deals.getDeal(people.seller(), { dealId }, KINDS);
    return deal.status === status ? deal : null;
  });

/** From offer to payout, with whatever workers are running. `around` is what the test does about the approval. */
async function wholeDeal(
  via: "deposit" | "proxy",
  around = (approve: () => Promise<unknown>): Promise<unknown> => approve(),
): Promise<void> {
  const payoutAddress = `0x${newId().replaceAll("-", "").padEnd(40, "7")}`;
  const dealId = await agree(payoutAddress);
  await pay(dealId, via);
  const paid = await dealIn(dealId, "processing");
  const delivery = await marketplace.startDelivery(people.seller(), {
    dealId,
    version: paid.version,
    handover: { kind: "service", note: "handed over in person" },
  });
  await marketplace.markDelivered(people.seller(), { dealId, version: delivery.version });
  const inspected = await dealIn(dealId, "confirming");
  await proved(people.buyer(), (asked) => deals.confirmDeal(asked, { dealId, version: inspected.version }, KINDS));
  const { data } = await payment.listPayouts(people.admin(), { dealId, limit: 5 });
  const [payout] = data;
  if (!payout) throw new Error("nothing was drafted");
  const { id: payoutId, version, amount, destination } = payout;
  await around(() =>
    proved(people.admin(), (asked) =>
      payment.approvePayout(asked, { payoutId, version, amount, destination }, { rails: payment.railsOf([{ chain: spec }]) }),
    ),
  );
  const settled = await until("settlement", async () => {
    const view = await payment.getPayout(people.guard(), { payoutId: payout.id });
    return view.status === "settled" ? view : null;
  });
  await paidOnce(dealId, settled.amount, payoutAddress);
}

async function paidOnce(dealId: string, amount: string, payoutAddress: string): Promise<void> {
  const broadcaster = createBroadcaster(openRpc({ urls: [world.url], evmChainId: 31_337 }), spec);
  expect((await broadcaster.tokenBalance(world.world.tokens.usdc, payoutAddress)).toString()).toBe(amount);
  const funds = await payment.fundsIn(people.system(), uuidOf("deal", dealId) ?? "", asset);
  expect(funds).toMatchObject({ funded: PRICE, held: 0n, inFlight: 0n, released: BigInt(amount), balanced: true });
}

/** Every address: what the ledger says we hold there is what the chain says is there. */
async function booksMatchChain(): Promise<void> {
  const broadcaster = createBroadcaster(openRpc({ urls: [world.url], evmChainId: 31_337 }), spec);
  await until("every sweep to settle", async () => (await database.db.prisma.sweep.count({ where: { status: { not: "settled" } } })) === 0);
  const { accounts } = await custody(people.system());
  for (const { kind, party, asset: held, balance } of accounts) {
    if (kind !== "custody") continue;
    if (held === asset) expect(-balance, `tokens at ${party}`).toBe(await broadcaster.tokenBalance(world.world.tokens.usdc, party));
    else if (party !== escrowWallet) expect(-balance, `gas at ${party}`).toBe(await broadcaster.nativeBalance(party));
  }
}

/** During a sweep, between signing and broadcast, during a fee bump, between broadcast and settlement. */
const KILLED_AT = ["sweep.sent", "payout.signed", "payout.bumped", "payout.mined"] as const;
/** `npm run prove -- payouts` is the long form, fifty of each. */
const rounds = Number(process.env["AMANAT_PAYOUT_KILLS"] ?? 1);
const wasKilledAt = (point: string) => until(`a death at ${point}`, async () => existsSync(join(home, `crashed-at-${point}`)));

async function bumpAfter(seconds: number): Promise<void> {
  const where = { tenantId: TENANT_ID, key: "payment.bumpAfterSeconds" };
  await database.db.prisma.setting.upsert({
    where: { tenantId_key: where },
    create: { ...where, value: seconds },
    update: { value: seconds },
  });
}

test("a worker killed between any two steps of a payout, a sweep and a fee bump pays once", { timeout: LONG_MS * rounds }, async () => {
  await bumpAfter(1);
  const worker = supervise(KILLED_AT.join(","));
  for (let round = 0; round < rounds; round += 1) {
    // Each point kills once and leaves a mark.
    for (const point of KILLED_AT) rmSync(join(home, `crashed-at-${point}`), { force: true });
    await wholeDeal("deposit", async (approve) => {
      await wasKilledAt("sweep.sent");
      await until("the sweep", async () => (await database.db.prisma.sweep.count({ where: { status: { not: "settled" } } })) === 0);
      // No block comes, so that what is signed waits for longer than it may.
      await letMine(false);
      await approve();
      await wasKilledAt("payout.bumped");
      await letMine(true);
    });
    for (const point of KILLED_AT) await wasKilledAt(point);
    await booksMatchChain();
  }
  expect(await worker.stop()).toBe(KILLED_AT.length * rounds);
  await bumpAfter(180);
  const open = await database.db.prisma.txAttempt.count({ where: { status: { notIn: ["settled", "replaced"] } } });
  expect(open).toBe(0);
  expect(await database.db.prisma.txAttempt.count({ where: { replacesId: { not: null } } })).toBeGreaterThanOrEqual(rounds);
  process.stdout.write(`\n${rounds} deals paid once, ${KILLED_AT.length * rounds} deaths of the worker at ${KILLED_AT.join(", ")}\n`);
});

test("two workers at once double nothing", { timeout: LONG_MS }, async () => {
  const workers = [supervise(null), supervise(null)];
  await Promise.all([wholeDeal("deposit"), wholeDeal("proxy"), wholeDeal("deposit")]);
  await booksMatchChain();
  const beats = await database.db.prisma.heartbeat.findMany({ where: { process: "worker" } });
  expect(beats).toHaveLength(1);
  for (const worker of workers) expect(await worker.stop()).toBe(0);
  const attempts = await database.db.prisma.txAttempt.findMany({ where: { replacesId: null } });
  expect(new Set(attempts.map(({ signer, nonce }) => `${signer}:${nonce}`)).size).toBe(attempts.length);
});

test("a wrong environment is one clear line and exit 1", async () => {
  const child = spawn(process.execPath, [program], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env["PATH"], PG_URL: "nonsense", JWT_SECRET: "hush-hush" },
  });
  let said = "";
  child.stderr.on("data", (part: Buffer) => (said += part.toString()));
  const code = await new Promise((resolve) => child.once("exit", resolve));
  expect(code).toBe(1);
  expect(said.trim().split("\n")).toHaveLength(1);
  expect(said).toContain("PG_URL");
  expect(said).not.toContain("hush-hush");
});
