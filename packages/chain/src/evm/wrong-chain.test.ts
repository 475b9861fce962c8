import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openRpc, type Rpc, WrongChain, wrongChainIn } from "../index.ts";
import { startNode } from "./node.fixture.ts";

const OURS = 31_337;

let node: Awaited<ReturnType<typeof startNode>>;
let other: Awaited<ReturnType<typeof startNode>>;
let rpc: Rpc;

beforeAll(async () => {
  node = await startNode(1);
  other = await startNode(OURS);
});
afterAll(() => Promise.all([node.stop(), other.stop()]));
beforeEach(() => {
  Object.assign(node, { serves: 1, away: false, asked: [], block: "0x7", refusal: null });
  Object.assign(other, { serves: OURS, away: false, asked: [], block: "0x8", refusal: null });
  rpc = openRpc({ urls: [node.url], evmChainId: OURS, retries: 0 });
});

const why = (error: unknown) => wrongChainIn(error)?.message ?? null;

test("a node of another chain is asked which it serves, and nothing else; once mended it is used", async () => {
  for (let call = 0; call < 20; call += 1)
    expect(why(await rpc.getBlockNumber().catch((error: unknown) => error))).toMatch(/serves chain 1, not 31337/);
  expect(new Set(node.asked)).toEqual(new Set(["eth_chainId"]));
  // Asked once and remembered for a while: a loop that turns four times a second does not ask each time.
  expect(node.asked.length).toBeLessThan(5);
  node.serves = 31_337;
  await expect.poll(() => rpc.getBlockNumber().catch(() => null), { timeout: 10_000 }).toBe(7n);
});

test("which chain it serves is asked at the first call, and again after the node was away", async () => {
  node.serves = 31_337;
  for (let call = 0; call < 5; call += 1) expect(await rpc.getBlockNumber()).toBe(7n);
  expect(node.asked.filter((method) => method === "eth_chainId")).toHaveLength(1);
  node.away = true;
  await expect(rpc.getBlockNumber()).rejects.toThrow();
  // Somebody put another node in its place.
  Object.assign(node, { away: false, serves: 5 });
  const error = await rpc.getBlockNumber().catch((caught: unknown) => caught);
  expect(wrongChainIn(error)).toBeInstanceOf(WrongChain);
});

test("a chain with several nodes is read at the first that is its own; one of another chain is asked nothing but which it serves", async () => {
  const both = openRpc({ urls: [node.url, other.url], evmChainId: OURS });
  // Also the question itself: what a node of another chain says of that is no answer for ours.
  expect(await both.getChainId()).toBe(OURS);
  for (let call = 0; call < 20; call += 1) expect(await both.getBlockNumber()).toBe(8n);
  expect(new Set(node.asked)).toEqual(new Set(["eth_chainId"]));
  expect(node.asked.length).toBeLessThan(5);
});

test("where the first node does not answer the next does; when it is back it is asked first again", async () => {
  node.serves = OURS;
  const both = openRpc({ urls: [node.url, other.url], evmChainId: OURS });
  expect(await both.getBlockNumber()).toBe(7n);
  node.away = true;
  for (let call = 0; call < 12; call += 1) expect(await both.getBlockNumber()).toBe(8n);
  node.away = false;
  await expect.poll(() => both.getBlockNumber(), { timeout: 15_000 }).toBe(7n);
});

test("wrong chainId after failover: a node that comes back as another chain's is not read", async () => {
  node.serves = OURS;
  const both = openRpc({ urls: [node.url, other.url], evmChainId: OURS });
  expect(await both.getBlockNumber()).toBe(7n);
  node.away = true;
  expect(await both.getBlockNumber()).toBe(8n);
  Object.assign(node, { away: false, serves: 5 });
  for (let call = 0; call < 5; call += 1) expect(await both.getBlockNumber()).toBe(8n);
});

test("a node's refusal is its answer: no other is asked for a better one", async () => {
  Object.assign(node, { serves: OURS, refusal: { code: -32_000, message: "nonce too low" } });
  const both = openRpc({ urls: [node.url, other.url], evmChainId: OURS });
  await expect(both.getBlockNumber()).rejects.toThrow(/nonce too low/);
  expect(other.asked).toEqual([]);
});

test("where every node is of another chain or away, nothing is answered, and why is said", async () => {
  Object.assign(other, { serves: 2 });
  const both = openRpc({ urls: [node.url, other.url], evmChainId: OURS });
  expect(why(await both.getBlockNumber().catch((error: unknown) => error))).toMatch(/serves chain 2, not 31337/);
  expect(new Set([...node.asked, ...other.asked])).toEqual(new Set(["eth_chainId"]));
});
