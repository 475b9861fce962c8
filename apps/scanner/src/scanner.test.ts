import { startTestWorld } from "@amanat/devstack/chain";
import type { TestWorld } from "@amanat/devstack/chain";
import { signMessage } from "@amanat/payment/amn-scanner";
import { useDatabase } from "@amanat/testing";
import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newTarget, newWallet, runScanner, SECRET, startProduct, watch } from "./product.fixture.ts";
import type { Product, Received, RunningScanner, Watched } from "./product.fixture.ts";

const database = useDatabase();
const ESCROW = `0x${"e5".repeat(20)}`;
const SOON = { timeout: 10_000, interval: 30 };

let chain: TestWorld;
let product: Product;
let pool: Pool;
let usdc: string;
let proxy: string;
let running: RunningScanner[] = [];

beforeAll(async () => {
  chain = await startTestWorld({ escrowWallet: ESCROW });
  usdc = chain.world.tokens.usdc.toLowerCase();
  proxy = chain.world.proxy.toLowerCase();
  pool = new Pool({ connectionString: database.urls.scanner });
});
beforeEach(async () => {
  product = await startProduct();
});
afterEach(async () => {
  await Promise.all(running.map((scanner) => scanner.stop()));
  running = [];
  await product.stop();
});
afterAll(async () => {
  await pool?.end();
  await chain?.stop();
});

async function scan(tokens?: readonly string[]): Promise<RunningScanner> {
  const scanner = await runScanner({ pgUrl: database.urls.scanner, rpcUrl: chain.url, webhookUrl: product.url, tokens });
  running.push(scanner);
  return scanner;
}

async function watched(scanner: RunningScanner, fromBlock?: number): Promise<Watched> {
  const target = newTarget(proxy, fromBlock ?? Number(await chain.rpc("eth_blockNumber")));
  await watch(scanner.url, target);
  return target;
}

const events = (received: readonly Received[]) => received.map((webhook) => webhook.event);
const eventually = (read: () => unknown) => expect.poll(read, SOON);

describe("a payment", () => {
  test("is detected, counted block by block, and confirmed when deep and final", async () => {
    const scanner = await scan();
    const { id, target } = await watched(scanner);
    const paid = await chain.transfer(usdc, target.depositAddress, 2_500_000n);
    await eventually(() => events(product.of(id))).toEqual(["payment.detected"]);
    expect(product.of(id)[0]).toMatchObject({
      confirmations: 1,
      finalized: false,
      transfer: {
        chain: "eip155:31337",
        ...paid,
        token: usdc,
        from: chain.buyer,
        to: target.depositAddress,
        amount: "2500000",
        via: "deposit",
        referenceHash: null,
      },
    });
    for (let deeper = 2; deeper <= 7; deeper += 1) {
      await chain.mine(1);
      await eventually(() => product.of(id).at(-1)?.confirmations).toBe(deeper);
    }
    expect(events(product.of(id))).toEqual([
      "payment.detected",
      ...Array.from({ length: 5 }, () => "payment.confirming"),
      "payment.confirmed",
    ]);
    expect(product.of(id).at(-1)).toMatchObject({ event: "payment.confirmed", confirmations: 7, finalized: true });
    await chain.mine(5);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(product.of(id)).toHaveLength(7);
  });

  test("through the proxy is found by its reference, once, with its Transfer's place", async () => {
    const scanner = await scan();
    const { id, target, reference } = await watched(scanner);
    const paid = await chain.payThroughProxy({ token: usdc, to: ESCROW, amount: 3_000_000n, reference });
    await eventually(() => product.of(id).length).toBe(1);
    expect(product.of(id)[0]?.transfer).toMatchObject({
      ...paid,
      via: "proxy",
      to: ESCROW,
      amount: "3000000",
      token: usdc,
      referenceHash: target.referenceHash,
    });
  });

  test("through the proxy to the deposit address itself is one transfer, not two", async () => {
    const scanner = await scan();
    const { id, target, reference } = await watched(scanner);
    await chain.payThroughProxy({ token: usdc, to: target.depositAddress, amount: 4n, reference });
    await chain.mine(7);
    await eventually(() => product.of(id).at(-1)?.event).toBe("payment.confirmed");
    expect(product.of(id).filter((webhook) => webhook.event === "payment.detected")).toHaveLength(1);
    // Where the money lies decides whose it is.
    expect(product.of(id)[0]?.transfer).toMatchObject({ via: "deposit", to: target.depositAddress });
  });

  test("to a wallet of ours is that wallet's, unless a reference names a payment: plainly, by a foreign proxy, by the right one", async () => {
    const scanner = await scan();
    const { id, reference } = await watched(scanner);
    const wallet = newWallet(ESCROW, Number(await chain.rpc("eth_blockNumber")));
    await watch(scanner.url, wallet);
    const foreign = await chain.anotherProxy();
    await chain.transfer(usdc, ESCROW, 1n);
    await chain.payThroughProxy({ token: usdc, to: ESCROW, amount: 2n, reference, proxy: foreign });
    await chain.payThroughProxy({ token: usdc, to: ESCROW, amount: 3n, reference });
    await chain.payThroughProxy({ token: usdc, to: ESCROW, amount: 4n, reference: "0x00000000000000ff" });
    await chain.mine(7);
    const detected = (target: string) => product.of(target).filter(({ event }) => event === "payment.detected");
    await eventually(() => detected(wallet.id).map(({ transfer }) => transfer.amount)).toEqual(["1", "2", "4"]);
    expect(detected(wallet.id).map(({ transfer }) => transfer.via)).toEqual(["deposit", "deposit", "deposit"]);
    expect(detected(id).map(({ transfer }) => [transfer.amount, transfer.via])).toEqual([["3", "proxy"]]);
  });

  test("to a wallet, by a reference that is learnt of later, is told again for the payment it names", async () => {
    const scanner = await scan();
    const from = Number(await chain.rpc("eth_blockNumber"));
    const wallet = newWallet(`0x${"e6".repeat(20)}`, from);
    await watch(scanner.url, wallet);
    const late = newTarget(proxy, from);
    await chain.payThroughProxy({ token: usdc, to: wallet.target.depositAddress, amount: 6n, reference: late.reference });
    await chain.mine(7);
    await eventually(() => product.of(wallet.id).at(-1)?.event).toBe("payment.confirmed");
    await watch(scanner.url, late);
    await eventually(() => product.of(late.id).at(-1)?.event).toBe("payment.confirmed");
    expect(product.of(late.id)[0]).toMatchObject({ event: "payment.detected", transfer: { via: "proxy" } });
  });

  test("of tokens nobody takes is told once a transaction, with how many there were", async () => {
    const scanner = await scan([usdc]);
    const { id, target } = await watched(scanner);
    const logs = 40;
    await chain.inventTransfers(target.depositAddress, logs);
    await chain.transfer(usdc, target.depositAddress, 12n);
    await chain.mine(7);
    await eventually(() => product.of(id).filter(({ event }) => event === "payment.confirmed").length).toBe(2);
    const first = product.of(id).filter(({ event }) => event === "payment.detected");
    expect(first.map(({ also, transfer }) => [also, transfer.token === usdc])).toEqual([
      [logs - 1, false],
      [undefined, true],
    ]);
  });

  test("in a counterfeit token is reported as what it is; a transfer of nothing is not reported", async () => {
    const scanner = await scan();
    const { id, target } = await watched(scanner);
    const fake = await chain.counterfeit();
    await chain.transfer(usdc, target.depositAddress, 0n);
    await chain.transfer(fake, target.depositAddress, 9_000_000n);
    await eventually(() => product.of(id).length).toBeGreaterThan(0);
    expect(new Set(product.of(id).map((webhook) => webhook.transfer.token))).toEqual(new Set([fake.toLowerCase()]));
  });

  test("made before its target was known is found afterwards", async () => {
    const scanner = await scan();
    const late = newTarget(proxy, Number(await chain.rpc("eth_blockNumber")));
    const paid = await chain.transfer(usdc, late.target.depositAddress, 11n);
    await chain.mine(7);
    await eventually(() => scanner.status().lag).toBe(0);
    await watch(scanner.url, late);
    await eventually(() => product.of(late.id).at(-1)?.event).toBe("payment.confirmed");
    expect(product.of(late.id)[0]?.transfer).toMatchObject({ ...paid, amount: "11" });
  });
});

describe("a reorganisation", () => {
  test("shallow drop: takes a payment back, and counts it anew when it is mined again", async () => {
    const scanner = await scan();
    const { id, target } = await watched(scanner);
    const paid = await chain.transfer(usdc, target.depositAddress, 6n);
    await chain.mine(1);
    await eventually(() => product.of(id).at(-1)?.confirmations).toBe(2);
    await chain.reorg(2);
    await eventually(() => product.of(id).at(-1)?.event).toBe("payment.reorged");
    expect(product.of(id).at(-1)?.transfer.blockHash).toBe(paid.blockHash);
    const kept = await pool.query("select status from scanner.observed_transfer where tx_hash = $1", [paid.txHash]);
    expect(kept.rows).toEqual([{ status: "orphaned" }]);

    const again = await chain.transfer(usdc, target.depositAddress, 6n);
    await chain.mine(7);
    await eventually(() => product.of(id).at(-1)?.event).toBe("payment.confirmed");
    expect(product.of(id).at(-1)?.transfer.blockHash).toBe(again.blockHash);
    const orphans = await pool.query("select count(*)::int as n from scanner.block_header where not canonical");
    expect(orphans.rows[0]).toEqual({ n: 2 });
  });

  test("while the scanner was away is noticed at its return", async () => {
    const first = await scan();
    const { id, target } = await watched(first);
    await chain.transfer(usdc, target.depositAddress, 7n);
    await eventually(() => events(product.of(id))).toEqual(["payment.detected"]);
    await first.stop();
    running = [];
    await chain.reorg(1);
    await chain.mine(3);
    await scan();
    await eventually(() => events(product.of(id))).toEqual(["payment.detected", "payment.reorged"]);
  });
});

describe("delivery", () => {
  test("survives a product that is down, keeps each transfer's order, and repeats no delivery", async () => {
    const scanner = await scan();
    const { id, target } = await watched(scanner);
    product.refuseNext(4);
    await chain.transfer(usdc, target.depositAddress, 8n);
    for (let block = 0; block < 7; block += 1) {
      await chain.mine(1);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    await eventually(() => product.of(id).at(-1)?.event).toBe("payment.confirmed");
    const counts = product.of(id).map((webhook) => webhook.confirmations);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(events(product.of(id))[0]).toBe("payment.detected");
    expect(product.repeats).toBe(0);
  });

  test("two scanner instances (lease): they double nothing, and the second takes over when the first stops", async () => {
    const [first, second] = [await scan(), await scan()];
    const { id, target } = await watched(second);
    await eventually(() => [first, second].map((one) => one.status().state).toSorted()).toEqual(["following", "standby"]);
    await chain.transfer(usdc, target.depositAddress, 9n);
    await eventually(() => events(product.of(id))).toEqual(["payment.detected"]);
    const leader = first.status().state === "following" ? first : second;
    running = running.filter((one) => one !== leader);
    await leader.stop();
    await chain.mine(7);
    await eventually(() => product.of(id).at(-1)?.event).toBe("payment.confirmed");
    const keys = product.of(id).map((webhook) => `${webhook.event}:${webhook.confirmations}`);
    expect(new Set(keys).size).toBe(keys.length);
    const rows = await pool.query("select count(*)::int as n from scanner.observed_transfer where target_id = $1", [id]);
    expect(rows.rows[0]).toEqual({ n: 1 });
  });
});

describe("the surface", () => {
  test("registers only what is signed, well formed and new", async () => {
    const scanner = await scan();
    const { id, target } = newTarget(proxy);
    const put = async (body: string, headers: Record<string, string>, at = id) =>
      (await fetch(`${scanner.url}/targets/${at}`, { method: "PUT", headers: { "content-type": "application/json", ...headers }, body }))
        .status;
    const body = JSON.stringify(target);
    expect(await put(body, {})).toBe(401);
    expect(await put(body, signMessage("not the secret", "d", body))).toBe(401);
    expect(await put(`${body} `, signMessage(SECRET, "d", body))).toBe(401);
    expect(await put(body, signMessage(SECRET, "d", body, new Date(Date.now() - 301_000)))).toBe(401);
    expect(await put("{}", signMessage(SECRET, "d", "{}"))).toBe(400);
    expect(await put(body, signMessage(SECRET, "d", body), "deal_1")).toBe(400);
    const malformed = { "%": 404, "%E0%A4%A": 404, "..%2f": 404, "%00": 400, "pay_%2500": 400 };
    for (const [at, status] of Object.entries(malformed))
      expect([at, await put(body, signMessage(SECRET, "d", body), at)]).toEqual([at, status]);
    const far = JSON.stringify({ ...target, fromBlock: 2 ** 40 });
    expect(await put(far, signMessage(SECRET, "d", far))).toBe(400);
    const foreign = JSON.stringify({ ...target, chain: "eip155:1" });
    expect(await put(foreign, signMessage(SECRET, "d", foreign))).toBe(400);
    const big = JSON.stringify({ ...target, note: "x".repeat(20_000) });
    expect(await put(big, signMessage(SECRET, "d", big))).toBe(413);
    expect(await put(body, signMessage(SECRET, "d", body))).toBe(200);
    expect(await put(body, signMessage(SECRET, "d2", body))).toBe(200);
    const other = JSON.stringify({ ...target, fromBlock: 5 });
    expect(await put(other, signMessage(SECRET, "d", other))).toBe(409);
    const stolen = JSON.stringify({ ...newTarget(proxy).target, depositAddress: target.depositAddress });
    expect(await put(stolen, signMessage(SECRET, "d", stolen), newTarget(proxy).id)).toBe(409);
  });

  test("says whether it is alive and whether it is ready", async () => {
    const scanner = await scan();
    expect((await fetch(`${scanner.url}/health`)).status).toBe(200);
    expect((await fetch(`${scanner.url}/nothing`)).status).toBe(404);
    expect((await fetch(`${scanner.url}/targets/x`)).status).toBe(405);
    await eventually(async () => (await fetch(`${scanner.url}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${scanner.url}/readyz`)).json()).toMatchObject({
      ready: true,
      chains: [{ chain: "eip155:31337", ready: true, state: "following", lag: 0, undelivered: expect.any(Number) }],
    });
    const figures = await fetch(`${scanner.url}/metrics`);
    expect(figures.status).toBe(200);
    const text = await figures.text();
    for (const name of ["head", "lag_blocks", "sealed", "halted", "drifts", "undelivered", "errors_total", "reorgs_total", "missed_total"])
      expect(text).toMatch(new RegExp(`^amanat_scanner_${name}\\{chain="eip155:31337"\\} \\d+$`, "m"));
    expect(text).toMatch(/^amanat_scanner_node_calls_total\{chain="eip155:31337",node="127\.0\.0\.1:\d+"\} \d+$/m);
    const lost = await runScanner({ pgUrl: database.urls.scanner, rpcUrl: "http://127.0.0.1:9", webhookUrl: product.url });
    running.push(lost);
    expect((await fetch(`${lost.url}/readyz`)).status).toBe(503);
  });

  test("shows its figures to whoever has the token, and without one on this machine and of local chains alone", async () => {
    const rest = { pgUrl: database.urls.scanner, rpcUrl: "http://127.0.0.1:9", webhookUrl: product.url };
    const statusOf = async (config: object, authorization?: string) => {
      const scanner = await runScanner({ ...rest, ...config });
      running.push(scanner);
      return (await fetch(`${scanner.url}/metrics`, { headers: authorization === undefined ? {} : { authorization } })).status;
    };
    const metricsToken = "9f3c1e7a5b2d8f60a1c4e7b9d2f5083c";
    expect(await statusOf({ metricsToken })).toBe(401);
    expect(await statusOf({ metricsToken }, "Bearer another")).toBe(401);
    expect(await statusOf({ metricsToken }, `Bearer ${metricsToken}`)).toBe(200);
    expect(await statusOf({ chain: "eip155:1" })).toBe(403);
    expect(await statusOf({ chain: "eip155:1", metricsToken }, `Bearer ${metricsToken}`)).toBe(200);
  });
});
