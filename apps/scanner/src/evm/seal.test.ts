import { startLocalChain } from "@amanat/devstack/chain";
import type { LocalChain } from "@amanat/devstack/chain";
import { openRpc, wrongChainIn } from "@amanat/chain";
import { useDatabase } from "@amanat/testing";
import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { runScanner, startProduct } from "../product.fixture.ts";
import type { Product, RunningScanner } from "../product.fixture.ts";

const database = useDatabase();
const SOON = { timeout: 15_000, interval: 50 };
/** Stands for a public chain: its data is never thrown away. */
const PUBLIC = 56;

let product: Product;
let pool: Pool;
const chains: LocalChain[] = [];
let running: RunningScanner | null = null;

beforeAll(async () => {
  product = await startProduct();
  pool = new Pool({ connectionString: database.urls.scanner });
});
afterEach(async () => {
  await running?.stop();
  running = null;
});
afterAll(async () => {
  await Promise.all(chains.map((chain) => chain.stop()));
  await pool?.end();
  await product?.stop();
});

async function publicChain(blocks: number): Promise<LocalChain> {
  const chain = await startLocalChain({ chainId: PUBLIC });
  chains.push(chain);
  await mine(chain, blocks);
  return chain;
}

async function mine(chain: LocalChain, blocks: number): Promise<void> {
  await fetch(chain.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "anvil_mine", params: [`0x${blocks.toString(16)}`] }),
  });
}

async function follow(chain: LocalChain): Promise<RunningScanner> {
  await running?.stop();
  running = await runScanner({
    pgUrl: database.urls.scanner,
    rpcUrl: chain.url,
    webhookUrl: product.url,
    chain: `eip155:${PUBLIC}`,
    reorgDepth: 8,
  });
  return running;
}

const cursor = async () => (await pool.query("select chain, next_block, sealed_to from scanner.chain_cursor")).rows;

test("on a public chain the seal trails the head, and a chain that contradicts it halts the scanner and changes nothing", async () => {
  const chain = await publicChain(40);
  const scanner = await follow(chain);
  await expect.poll(() => scanner.status().lag, SOON).toBe(0);
  await mine(chain, 20);
  await expect.poll(cursor, SOON).toEqual([{ chain: "eip155:56", next_block: 61, sealed_to: 52 }]);
  const headers = await pool.query("select min(number)::int as oldest, count(*)::int as n from scanner.block_header where canonical");
  expect(headers.rows).toEqual([{ oldest: 52, n: 9 }]);

  // Two chains begun in the same second are the same chain: their blocks differ by time alone.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const other = await publicChain(70);
  const halted = await follow(other);
  await expect.poll(() => halted.status().state, SOON).toBe("halted");
  expect((await fetch(`${halted.url}/readyz`)).status).toBe(503);
  expect(await cursor()).toEqual([{ chain: "eip155:56", next_block: 61, sealed_to: 52 }]);

  // The right node is back: nothing was lost, reading goes on.
  await mine(chain, 3);
  const healed = await follow(chain);
  await expect.poll(() => healed.status().state, SOON).toBe("following");
  await expect.poll(cursor, SOON).toEqual([{ chain: "eip155:56", next_block: 64, sealed_to: 55 }]);
});

test("wrong chainId at boot: a node of another chain than configured is never read", async () => {
  const chain = await publicChain(5);
  await expect(openRpc({ urls: [chain.url], evmChainId: 1 }).getChainId()).rejects.toSatisfy((error) => wrongChainIn(error) !== null);
  running = await runScanner({
    pgUrl: database.urls.scanner,
    rpcUrl: chain.url,
    webhookUrl: product.url,
    chain: "eip155:1",
  });
  await expect.poll(() => running?.status().lastError, SOON).toMatch(/serves chain 56, not 1/);
  expect(await cursor()).toHaveLength(1);
});
