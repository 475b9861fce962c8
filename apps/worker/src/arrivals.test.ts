import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createBroadcaster, custodyOf, openRpc, randomReferences, xpubAddresses } from "@amanat/chain";
import { chainOf, type IntentView, payWayOf, publicId, uuidOf } from "@amanat/contracts";
import { inTransaction, newId, TENANT_ID } from "@amanat/db";
import { ensureProgram } from "@amanat/devstack/build";
import { startTestWorld, type TestWorld } from "@amanat/devstack/chain";
import { custody, journalId, post } from "@amanat/ledger";
import * as payment from "@amanat/payment";
import { cast, type Cast, useDatabase } from "@amanat/testing";
import { english, generateMnemonic } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";

/** Whatever arrives at an address of ours: a real chain, the real scanner, and every loop of the worker. */

const SECRET = "a webhook secret of thirty-two letters";
const CHAIN = "eip155:31337";
const NATIVE = `${CHAIN}/slip44:60`;
const PRICE = 2_000_000n;
const FLOOD = 60;
const COUNTERFEITS = 1_500;
/** Transfers an intent shows one by one. */
const SHOWN = 50;
const database = useDatabase();
const home = mkdtempSync(join(tmpdir(), "amanat-arrivals-"));
const mnemonic = generateMnemonic(english);
const { xpub, escrowWallet } = custodyOf(mnemonic);

let world: TestWorld;
let people: Cast;
let door: Server;
let spec: payment.ChainSpec;
let usdc: string;
let usdt: string;
let mining = true;
let scanner: ChildProcess;
const children: ChildProcess[] = [];

beforeAll(async () => {
  world = await startTestWorld({ escrowWallet });
  people = await cast(database.db);
  usdc = world.world.tokens.usdc.toLowerCase();
  usdt = world.world.tokens.usdt.toLowerCase();
  await seed();
  writeFileSync(join(home, "custody"), mnemonic, { mode: 0o600 });
  door = await openDoor();
  const scannerPort = await freePort();
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
  scanner = start(await ensureProgram("scanner", home), {
    SCANNER_PG_URL: database.urls.scanner,
    AMN_SCANNER_PORT: String(scannerPort),
    AMN_SCANNER_WEBHOOK_URL: `http://127.0.0.1:${portOf(door)}/webhook`,
    AMN_SCANNER_POLL_MS: "50",
  });
  start(await ensureProgram("worker", home), {
    AMANAT_MODE: "demo",
    AMANAT_DATA_DIR: home,
    PG_URL: database.urls.app,
    JWT_SECRET: "a secret of more than thirty-two letters",
    CHAIN_FEE_PROXY: world.world.proxy.toLowerCase(),
    ESCROW_WALLET_ADDRESS: escrowWallet,
    CUSTODY_KEY_FILE: join(home, "custody"),
    AMN_SCANNER_URL: `http://127.0.0.1:${scannerPort}`,
    MAIL_DIR: join(home, "mail"),
    WORKER_POLL_MS: "100",
  });
  void mineOn();
});

afterAll(async () => {
  mining = false;
  for (const child of children) child.kill("SIGKILL");
  door?.close();
  await world?.stop();
  rmSync(home, { recursive: true, force: true });
});

function start(program: string, env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [program], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env["PATH"],
      CHAIN_RPC_URL: world.url,
      CHAIN_ID: "31337",
      CHAIN_TOKENS: `${usdc},${usdt}`,
      TRANSACTION_SAFETY_MIN_CONFIRMATIONS: "3",
      AMN_SCANNER_WEBHOOK_SECRET: SECRET,
      LOG_LEVEL: "fatal",
      ...env,
    },
  });
  children.push(child);
  return child;
}

/** What the first start of an installation writes: assets, and the gas the wallet was given. */
async function seed(): Promise<void> {
  const asset = { chain: CHAIN, chainName: "Local" };
  await database.db.prisma.asset.createMany({
    data: [
      { ...asset, id: assetOf(usdc), token: usdc, symbol: "USDC", name: "Test USDC", decimals: 6 },
      { ...asset, id: assetOf(usdt), token: usdt, symbol: "USDT", name: "Test USDT", decimals: 18 },
      { ...asset, id: NATIVE, token: null, symbol: "ETH", name: "Ether", decimals: 18, allowed: false },
    ],
  });
  const funding = { debit: { kind: "custody", party: escrowWallet, asset: NATIVE }, credit: { kind: "operator", asset: NATIVE } } as const;
  await inTransaction(people.system(), (tx) =>
    post(tx, {
      id: journalId("arrivals", CHAIN, "gas"),
      legs: [{ ...funding, amount: world.world.escrowGas.amount, code: "operator_funding" }],
    }),
  );
}

/** The product's door for webhooks. */
function openDoor(): Promise<Server> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      void payment
        .receiveWebhook(people.system(), "amn.scanner", { raw: Buffer.concat(parts), headers: request.headers }, payIn().providers)
        .then(({ http }) => response.writeHead(http).end())
        .catch(() => response.writeHead(503).end());
    });
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return address.port;
}

async function mineOn(): Promise<void> {
  while (mining) {
    await world.mine(1).catch(() => undefined);
    await sleep(50);
  }
}

const assetOf = (token: string) => `${CHAIN}/erc20:${token}`;
const payIn = (): payment.PayInPorts => ({
  rails: payment.railsOf([{ chain: spec, addresses: xpubAddresses(xpub), references: randomReferences(), paymentUri: () => "" }]),
  providers: payment.readProviders({ AMN_SCANNER_URL: "http://127.0.0.1:1", AMN_SCANNER_WEBHOOK_SECRET: SECRET }),
});
const intentOf = (dealId: string) => payment.getIntent(people.buyer(), { dealId }, payIn());
const scopeOf = (dealId: string) => uuidOf("deal", dealId) ?? "";

type Payable = { dealId: string; deposit: string; reference: string };

async function payable(): Promise<Payable> {
  const scope = newId();
  const { buyer, seller } = people;
  const [title, expiresAt] = ["A film camera", new Date(Date.now() + 900_000)];
  await inTransaction(people.system(), async (tx) => {
    const payees = [{ partyId: seller.id, chain: chainOf(assetOf(usdc)), address: `0x${"cc".repeat(20)}` }];
    await payment.openEscrow(tx, { scope, title, parties: [buyer.id, seller.id], payees });
    const parts = [{ scope, tranche: 1, amount: PRICE }];
    await payment.createIntent(tx, { parts, payerId: buyer.id, title, assetId: assetOf(usdc), expiresAt });
  });
  const dealId = publicId("deal", scope);
  await payment.openIntent(people.buyer(), { dealId, refundAddress: world.buyer }, payIn());
  const { pay } = await until("a place to pay", async () => {
    const { pay: place } = await intentOf(dealId);
    return place === null ? null : { pay: place };
  });
  return { dealId, deposit: (payWayOf(pay, "transfer")?.to ?? "").toLowerCase(), reference: payWayOf(pay, "proxy")?.reference ?? "" };
}

async function until<T>(what: string, look: () => Promise<T | null | false | undefined>, ms = 120_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`waited too long for ${what}`);
    await sleep(30);
  }
}

const credited = (dealId: string): Promise<IntentView> =>
  until("the price", async () => {
    const view = await intentOf(dealId);
    return view.status === "credited" ? view : null;
  });

/** What the chain has and the books say, of each asset at each of our addresses, where they differ. */
async function differences(): Promise<string[]> {
  const broadcaster = createBroadcaster(openRpc({ urls: [world.url], evmChainId: 31_337 }), spec);
  const { addresses } = await custody(people.system());
  const said = new Map(addresses.map(({ asset, address, amount }) => [`${asset} ${address}`, amount]));
  const deposits = await database.db.prisma.paymentIntent.findMany({ where: { depositAddress: { not: null } } });
  const places = [escrowWallet, ...deposits.map(({ depositAddress }) => depositAddress ?? "")].map((at) => at.toLowerCase());
  const held = new Map<string, bigint>();
  for (const at of places) {
    held.set(`${assetOf(usdc)} ${at}`, await broadcaster.tokenBalance(usdc, at));
    held.set(`${assetOf(usdt)} ${at}`, await broadcaster.tokenBalance(usdt, at));
    held.set(`${NATIVE} ${at}`, await broadcaster.nativeBalance(at));
  }
  const everywhere = new Set([...held.keys(), ...said.keys()]);
  return [...everywhere]
    .filter((place) => (held.get(place) ?? 0n) !== (said.get(place) ?? 0n))
    .map((place) => `${place}: chain ${held.get(place) ?? 0n}, books ${said.get(place) ?? 0n}`);
}

/** The books say what the chain has, with nothing on the way; it is waited for, never helped. */
async function booksMatchChain(): Promise<void> {
  let differ: string[] = [];
  await until("the books", async () => (differ = await differences()).length === 0).catch(() => undefined);
  expect(differ).toEqual([]);
}

/** Newest first: what was booked as nobody's since the last time it was asked. */
const known = new Set<string>();
async function newUnmatched() {
  const { data } = await payment.listUnmatched(people.guard(), { limit: 100 });
  const fresh = data.filter(({ id }) => !known.has(id));
  for (const { id } of fresh) known.add(id);
  return fresh;
}

async function unmatchedIs(...expected: object[]): Promise<void> {
  const count = () => database.db.prisma.unmatchedDeposit.count();
  const before = known.size;
  await until("what is nobody's", async () => (await count()) >= before + expected.length);
  await booksMatchChain();
  const found = await newUnmatched();
  expect(found).toHaveLength(expected.length);
  expect(found).toEqual(expect.arrayContaining(expected.map((each) => expect.objectContaining(each))));
}

/** An honest payment in the block of a flood. */
async function besideFlood(flood: () => Promise<unknown>): Promise<Payable> {
  const honest = await payable();
  mining = false;
  await sleep(60);
  await world.inOneBlock([flood, () => world.transfer(usdc, honest.deposit, PRICE)]);
  // Final at once: what is tried is the flood of arrivals, not that each is told once more with every block.
  await world.mine(8);
  mining = true;
  void mineOn();
  await credited(honest.dealId);
  return honest;
}

test("everything that arrives is booked, where it lies, and nobody's payment waits for it", { timeout: 240_000 }, async () => {
  // The right proxy, token, reference and price; to the intent's own deposit address.
  const first = await payable();
  await world.payThroughProxy({ token: usdc, to: first.deposit, amount: PRICE, reference: first.reference });
  expect(await credited(first.dealId)).toMatchObject({ received: PRICE.toString(), exception: "none" });
  await booksMatchChain();

  // A reference, replayed: more than the price, and its payer's.
  const second = await payable();
  await world.payThroughProxy({ token: usdc, to: escrowWallet, amount: PRICE, reference: second.reference });
  await credited(second.dealId);
  await world.payThroughProxy({ token: usdc, to: escrowWallet, amount: 9n, reference: second.reference });
  await until("the replay", async () => (await payment.fundsIn(people.system(), scopeOf(second.dealId), assetOf(usdc))).refundable === 9n);
  await booksMatchChain();
  expect(await newUnmatched()).toEqual([]);

  // Another token that is taken; a foreign proxy with the right reference; one unit, plainly.
  const third = await payable();
  const foreign = await world.anotherProxy();
  await world.transfer(usdt, third.deposit, 7n);
  await world.payThroughProxy({ token: usdc, to: escrowWallet, amount: PRICE, reference: third.reference, proxy: foreign });
  await world.transfer(usdc, escrowWallet, 1n);
  await unmatchedIs(
    { reason: "other_asset", amount: "7", address: third.deposit, dealId: third.dealId },
    { reason: "no_reference", amount: PRICE.toString(), address: escrowWallet, dealId: null },
    { reason: "no_reference", amount: "1", address: escrowWallet, dealId: null, sender: world.buyer },
  );
  expect(await intentOf(third.dealId)).toMatchObject({ status: "awaiting", received: "0" });

  // The network's own coin leaves no log.
  await world.sendNative(third.deposit, 5n);
  await world.sendNative(escrowWallet, 6n);
  await unmatchedIs(
    { reason: "native_coin", amount: "5", address: third.deposit, dealId: third.dealId, sender: null },
    { reason: "native_coin", amount: "6", address: escrowWallet, dealId: null, sender: null },
  );

  // Many small coins in one transaction, for a payment that goes on being payable.
  const flooded = await payable();
  const beside = await besideFlood(await world.scatter(usdc, flooded.deposit, FLOOD));
  expect(await before(beside)).toBeLessThan(FLOOD / 2);
  const told = await until("the flood", async () => {
    const view = await intentOf(flooded.dealId);
    return view.received === FLOOD.toString() ? view : null;
  });
  expect(told.transfers).toHaveLength(SHOWN);
  expect(told.transferCount).toBe(FLOOD);
  await booksMatchChain();

  // As many counterfeits in one.
  await besideFlood(() => world.inventTransfers(flooded.deposit, COUNTERFEITS));
  await until("the counterfeits", async () => (await intentOf(flooded.dealId)).counterfeits === COUNTERFEITS);
  expect((await intentOf(flooded.dealId)).transfers).toHaveLength(SHOWN);
  await booksMatchChain();
  expect(await newUnmatched()).toEqual([]);
});

/** Waits until the scanner has a payment of this block in this state and has delivered all its webhooks. */
async function scannerHas(blockHash: string, status: "confirmed" | "orphaned"): Promise<void> {
  const ask = `SELECT count(*)::int AS n FROM scanner.observed_transfer t WHERE t.block_hash = $1 AND t.status = $2
    AND NOT EXISTS (SELECT FROM scanner.webhook_outbox WHERE delivered_at IS NULL)`;
  await until(`the scanner's ${status}`, () =>
    database.as("scanner", async (db) => (await db.query(ask, [blockHash, status])).rows[0].n === 1),
  );
}

/** The chain loses a block with all above it, and goes on: what stands there instead is as high, and final. */
async function lose(block: number): Promise<void> {
  await world.reorg(Number(await world.rpc("eth_blockNumber")) - block + 1);
  await world.mine(2);
}

test(
  "a credited payment that leaves the chain is taken back, whether the scanner saw all or nothing of it; paid again, it is held",
  { timeout: 240_000 },
  async () => {
    await booksMatchChain();
    // Its coins stay where they arrive: what is looked at is the deposit alone.
    const value = { nativeCents: "300000", gasPrice: "100000000", minimum: { [assetOf(usdc)]: (10n * PRICE).toString() } };
    await database.db.prisma.setting.create({ data: { tenantId: TENANT_ID, key: "payment.floors", value } });
    const { dealId, deposit } = await payable();
    const scope = scopeOf(dealId);
    const rowIn = (blockHash: string) => database.db.prisma.incomingTransfer.findFirst({ where: { blockHash, recipient: deposit } });
    const isHeld = async () => {
      await credited(dealId);
      expect(await payment.fundsIn(people.system(), scope, assetOf(usdc))).toMatchObject({ held: PRICE, balanced: true });
      expect(await payment.holdsOn(people.system(), [scope])).toEqual([]);
    };
    const isTakenBack = async (blockHash: string) => {
      await until("the loss to be seen", async () => (await intentOf(dealId)).status === "awaiting");
      expect(await payment.fundsIn(people.system(), scope, assetOf(usdc))).toMatchObject({ held: 0n, received: 0n, balanced: true });
      expect(await payment.holdsOn(people.system(), [scope])).toMatchObject([{ placedBy: payment.REORG, amount: 0n }]);
      const row = await rowIn(blockHash);
      expect(row).toMatchObject({ status: "reverted", reverts: 1, doubtedAt: null });
      expect(await database.db.prisma.incident.count({ where: { kind: "payment.reorged", subject: row?.id ?? "", state: "open" } })).toBe(
        1,
      );
      await booksMatchChain();
    };
    mining = false;
    await world.mine(12);

    // The scanner has read to the end and said that it is final.
    const first = await world.transfer(usdc, deposit, PRICE);
    await world.mine(8);
    await isHeld();
    await scannerHas(first.blockHash, "confirmed");
    await lose(first.blockNumber);
    await isTakenBack(first.blockHash);

    // The scanner has told of it and stands still since: nobody says that it is final, and nobody says that it is gone.
    const second = await world.transfer(usdc, deposit, PRICE);
    await until("the second report", () => rowIn(second.blockHash));
    scanner.kill("SIGSTOP");
    await world.mine(8);
    await isHeld();
    await lose(second.blockNumber);
    await isTakenBack(second.blockHash);
    scanner.kill("SIGCONT");
    await scannerHas(second.blockHash, "orphaned");
    await isTakenBack(second.blockHash);

    mining = true;
    void mineOn();
    await world.transfer(usdc, deposit, PRICE);
    await isHeld();
    await booksMatchChain();
  },
);

/** How many transfers of others were credited, since the chain had them, before this payment. */
async function before({ dealId, deposit }: Payable): Promise<number> {
  const { creditedAt } = await database.db.prisma.paymentIntent.findFirstOrThrow({ where: { scope: scopeOf(dealId) } });
  const own = await database.db.prisma.incomingTransfer.findFirstOrThrow({ where: { recipient: deposit } });
  return database.db.prisma.incomingTransfer.count({
    where: { blockHash: own.blockHash, recipient: { not: deposit }, creditedAt: { lt: creditedAt ?? new Date(0) } },
  });
}
