import { randomUUID } from "node:crypto";
import { memoHash, tonEscrowOf } from "@amanat/chain";
import { publicId } from "@amanat/contracts";
import { type FakeToncenter, fakeToncenter, spelled, TonWorld } from "@amanat/devstack/ton";
import { useDatabase } from "@amanat/testing";
import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Product, type RunningScanner, runScanner, startProduct, watch, type Watched } from "../product.fixture.ts";

const database = useDatabase();
const CHAIN = "tvm:-31337";
const SOON = { timeout: 15_000, interval: 50 };
const WORDS = { name: "Tether USD", symbol: "USDT", decimals: "6" };
const WALLET = tonEscrowOf("test test test test test test test test test test test junk");
type Person = Awaited<ReturnType<TonWorld["person"]>>;
type Master = Awaited<ReturnType<TonWorld["jetton"]>>;

let world: TonWorld;
let center: FakeToncenter;
let product: Product;
let pool: Pool;
let buyer: Person;
let usdt: Master;
let clone: Master;
let running: RunningScanner | null = null;
let wallet: Omit<Watched, "reference">;

beforeAll(async () => {
  product = await startProduct();
  pool = new Pool({ connectionString: database.urls.scanner });
  world = await TonWorld.create(CHAIN);
  center = await fakeToncenter(world);
  const issuer = await world.person("issuer");
  buyer = await world.person("buyer");
  usdt = await world.jetton(issuer, WORDS);
  clone = await world.jetton(buyer, WORDS);
  await world.mint(issuer, usdt, spelled(buyer.address), 1_000_000_000n);
  await world.mint(buyer, clone, spelled(buyer.address), 1_000_000_000n);
  wallet = { id: publicId("wallet", randomUUID()), target: placed(null) };
  await start();
  await watch(running?.url ?? "", wallet);
}, 60_000);
afterEach(() => void Object.assign(center.mischief, { busy: 0, empty: 0, lag: 0, early: false, repeats: false }));
afterAll(async () => {
  await running?.stop();
  await center?.close();
  await pool?.end();
  await product?.stop();
});

function placed(memo: string | null) {
  const referenceHash = memo === null ? null : memoHash(memo);
  return { chain: CHAIN, fromBlock: world.head, depositAddress: WALLET, proxy: memo === null ? null : WALLET, referenceHash };
}

async function start(pgUrl = database.urls.scanner): Promise<RunningScanner> {
  const policy = { confirmations: 2, reorgDepth: 64, tokens: [spelled(usdt)] };
  const next = await runScanner({ pgUrl, rpcUrl: center.url, webhookUrl: product.url, chain: CHAIN, ...policy });
  running = next;
  return next;
}

/** A payment that is waited for, with a memo of its own. */
async function newPayment(memo: string): Promise<Watched> {
  const watched = { id: publicId("intent", randomUUID()), reference: memo, target: placed(memo) };
  await watch(running?.url ?? "", watched);
  return watched;
}

const pay = (amount: bigint, memo: string | null, more: { forward?: bigint; master?: Master } = {}) =>
  world.pay({ from: buyer, master: usdt, to: WALLET, amount, memo, ...more });

const told = (id: string, amount: bigint) => product.of(id).filter(({ transfer }) => transfer.amount === String(amount));
const eventsOf = (id: string, amount: bigint) => told(id, amount).map(({ event }) => event);

async function seen(id: string, amount: bigint, events = ["payment.detected"]): Promise<void> {
  await expect.poll(() => eventsOf(id, amount), SOON).toEqual(events);
}

test("a transfer with a payment's memo is that payment's, from the masterchain's first word to its policy", async () => {
  const { id } = await newPayment("AAAA-0001");
  const made = await pay(25n, "aaaa-0001");
  await seen(id, 25n);
  world.advance(1);
  await seen(id, 25n, ["payment.detected", "payment.confirmed"]);
  const account = await world.holdingOf(usdt, WALLET);
  expect(told(id, 25n)[0]).toMatchObject({
    transfer: {
      chain: CHAIN,
      txHash: world.of(made, account).hash().toString("hex"),
      logIndex: 0,
      token: spelled(usdt),
      from: spelled(buyer.address),
      to: WALLET,
      via: "proxy",
      referenceHash: memoHash("AAAA-0001"),
    },
    finalized: true,
  });
});

test("TON: forward 0, and aborted: both are seen at our jetton wallet", async () => {
  const { id } = await newPayment("BBBB-0001");
  await pay(30n, "BBBB-0001", { forward: 0n });
  await pay(31n, "BBBB-0001", { forward: 1n });
  await seen(id, 30n);
  await seen(id, 31n);
});

test("Attribution: wrong memo, and none: told to the wallet, never dropped", async () => {
  await newPayment("CCCC-0001");
  await pay(40n, "CCCC-0002");
  await pay(41n, null);
  await seen(wallet.id, 40n);
  await seen(wallet.id, 41n);
  expect(told(wallet.id, 41n)[0]?.transfer).toMatchObject({ via: "deposit", referenceHash: null });
});

test("TON: forged, clone: nothing is told of either", async () => {
  const { id } = await newPayment("DDDD-0001");
  await pay(50n, "DDDD-0001", { master: clone });
  await world.forge(await world.person("thief"), WALLET, 51n, "DDDD-0001");
  // This later transfer is reported, so the two before it have been read by now.
  await pay(52n, "DDDD-0001");
  await seen(id, 52n);
  expect(product.received.filter(({ transfer }) => ["50", "51"].includes(transfer.amount))).toEqual([]);
});

test("a payment whose memo is registered late is told to it, and no longer to the wallet alone", async () => {
  const early = placed("EEEE-0001");
  await pay(60n, "EEEE-0001");
  await seen(wallet.id, 60n);
  const late = { id: publicId("intent", randomUUID()), target: early };
  await watch(running?.url ?? "", late);
  await seen(late.id, 60n);
  expect(told(late.id, 60n)[0]?.transfer.via).toBe("proxy");
});

test("what is not final yet is not told, and is when it is", async () => {
  const { id } = await newPayment("FFFF-0001");
  Object.assign(center.mischief, { lag: 1_000, early: true });
  await pay(70n, "FFFF-0001");
  const rounds = center.calls.get("masterchainInfo") ?? 0;
  await expect.poll(() => center.calls.get("masterchainInfo"), SOON).toBeGreaterThan(rounds + 1);
  expect(told(id, 70n)).toEqual([]);
  Object.assign(center.mischief, { lag: 0, early: false });
  await seen(id, 70n);
});

test("RPC: 429, lag, repeated pages and silently empty ones miss nothing and double nothing", async () => {
  const { id } = await newPayment("GGGG-0001");
  const amounts = Array.from({ length: 12 }, (_, index) => 80n + BigInt(index));
  for (const [index, amount] of amounts.entries()) {
    Object.assign(center.mischief, { busy: index % 3, empty: index % 2, lag: index % 4, early: index % 5 === 0, repeats: index % 2 === 0 });
    await pay(amount, "GGGG-0001");
  }
  world.advance(4);
  Object.assign(center.mischief, { busy: 0, empty: 0, lag: 0, early: false });
  for (const amount of amounts) await expect.poll(() => eventsOf(id, amount).at(-1), SOON).toBe("payment.confirmed");
  for (const amount of amounts) expect(eventsOf(id, amount).filter((event) => event === "payment.detected")).toHaveLength(1);
});

test("two scanner instances (lease): one reads, and its successor goes on where it stopped", async () => {
  const { id } = await newPayment("HHHH-0001");
  const first = running;
  const second = await start();
  await expect.poll(() => second.status().state, SOON).toBe("standby");
  await first?.stop();
  await pay(100n, "HHHH-0001");
  await seen(id, 100n);
  await expect.poll(() => second.status(), SOON).toMatchObject({ state: "following", lag: 0, head: world.head });
  const positions = await pool.query("select count(*)::int as n from scanner.account_cursor where chain = $1", [CHAIN]);
  expect(positions.rows).toEqual([{ n: 1 }]);
});
