import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openRpc, type Rpc, WrongChain, wrongChainIn } from "../index.ts";

type Asked = { id: number; method: string };

/** A node that says it serves `serves`, goes away when told to, and remembers what it was asked. */
const node = { serves: 1, away: false, asked: [] as string[] };
let server: Server;
let rpc: Rpc;

function answerTo({ id, method }: Asked) {
  node.asked.push(method);
  return { jsonrpc: "2.0", id, result: method === "eth_chainId" ? `0x${node.serves.toString(16)}` : "0x7" };
}

beforeAll(async () => {
  server = createServer((req, res) => {
    if (node.away) return void req.socket.destroy();
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const asked = JSON.parse(Buffer.concat(chunks).toString()) as Asked | Asked[];
      res.setHeader("content-type", "application/json").end(JSON.stringify(Array.isArray(asked) ? asked.map(answerTo) : answerTo(asked)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  Object.assign(node, { serves: 1, away: false, asked: [] });
  rpc = openRpc({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, evmChainId: 31_337, retries: 0 });
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
