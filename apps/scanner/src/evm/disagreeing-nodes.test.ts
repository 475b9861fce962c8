/** Nodes behind a balancer: each answers for itself, and they are not at the same height. The chain stands for a public one. */
import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { HOME_CHAIN, startTestWorld, type TestWorld } from "@amanat/devstack/chain";
import { useDatabase } from "@amanat/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { newTarget, type Product, type RunningScanner, runScanner, startProduct, watch } from "../product.fixture.ts";

const database = useDatabase();
const PUBLIC = 56;
const SOON = { timeout: 30_000, interval: 30 };
const callSchema = z.object({ id: z.unknown(), method: z.string(), params: z.array(z.unknown()).default([]) });
const blockSchema = z.looseObject({ number: z.string(), hash: z.string() });

let chain: TestWorld;
let product: Product;
let balancer: Server;
let scanner: RunningScanner;
/** The node's answer for a block: the block itself, another one or nothing. */
let seenAs: (block: z.infer<typeof blockSchema>, asked: string) => unknown;

beforeAll(async () => {
  chain = await startTestWorld({ escrowWallet: `0x${"e5".repeat(20)}`, plan: { ...HOME_CHAIN, id: PUBLIC } });
  product = await startProduct();
  balancer = await openBalancer();
  const address = balancer.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  const url = `http://127.0.0.1:${address.port}`;
  const of = { pgUrl: database.urls.scanner, rpcUrl: url, webhookUrl: product.url, chain: `eip155:${PUBLIC}` };
  scanner = await runScanner({ ...of, reorgDepth: 64 });
});
beforeEach(() => {
  seenAs = (block) => block;
});
afterEach(() => {
  seenAs = (block) => block;
});
afterAll(async () => {
  await scanner?.stop();
  balancer?.closeAllConnections();
  balancer?.close();
  await product?.stop();
  await chain?.stop();
});

function openBalancer(): Promise<Server> {
  const answerOne = async (call: unknown): Promise<unknown> => {
    const { id, method, params } = callSchema.parse(call);
    const result = await chain.rpc(method, params);
    const block = method === "eth_getBlockByNumber" ? blockSchema.safeParse(result) : null;
    return { jsonrpc: "2.0", id, result: block?.success ? await seenAs(block.data, String(params[0])) : result };
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      (Array.isArray(body) ? Promise.all(body.map(answerOne)) : answerOne(body)).then(
        (answered) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answered)),
        () => response.destroy(),
      );
    });
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const head = async () => Number(await chain.rpc("eth_blockNumber"));
const eventsOf = (id: string) => product.of(id).map(({ event }) => event);

/** A payment that the scanner has called final. */
async function confirmed() {
  await expect.poll(() => scanner.status().state, SOON).toBe("following");
  const watched = newTarget(chain.world.proxy.toLowerCase(), await head());
  const own = { ...watched, target: { ...watched.target, chain: `eip155:${PUBLIC}` } };
  await watch(scanner.url, own);
  const paid = await chain.transfer(chain.world.tokens.usdc, own.target.depositAddress, 5n);
  await chain.mine(8);
  await expect.poll(() => eventsOf(own.id).at(-1), SOON).toBe("payment.confirmed");
  return { id: own.id, to: own.target.depositAddress, paid };
}

/** It reads on to the newest block, and has told of no loss. */
async function nothingLost(id: string): Promise<void> {
  seenAs = (block) => block;
  const end = await head();
  await expect.poll(() => [scanner.status().head, scanner.status().lag], SOON).toEqual([end, 0]);
  await sleep(300);
  expect(eventsOf(id).filter((event) => event === "payment.reorged")).toEqual([]);
  expect(eventsOf(id).filter((event) => event === "payment.detected")).toHaveLength(1);
}

test("lagging head: a block that one node does not have yet is not gone", async () => {
  const { id, paid } = await confirmed();
  // The newest is told by a node that has it, and the others by one that is far behind.
  seenAs = (block, asked) => (asked !== "latest" && asked !== "finalized" && Number(block.number) >= paid.blockNumber ? null : block);
  await chain.mine(2);
  await sleep(600);
  await nothingLost(id);
});

test("lagging head: a node that is behind on a branch which is gone says nothing of the chain", async () => {
  const { id, paid } = await confirmed();
  const stale = `0x${(paid.blockNumber + 2).toString(16)}`;
  const renamed = (block: z.infer<typeof blockSchema>) => ({ ...block, hash: `0x${block.number.slice(2).padStart(64, "d")}` });
  seenAs = async (block, asked) => {
    if (asked === "latest") return renamed(blockSchema.parse(await chain.rpc("eth_getBlockByNumber", [stale, false])));
    return Number(block.number) >= paid.blockNumber ? renamed(block) : block;
  };
  await sleep(600);
  await nothingLost(id);
});

test("reorg after confirmation: a payment that leaves the chain from far below finality is told of, and told again when it is mined again", async () => {
  const { id, to, paid } = await confirmed();
  await chain.mine(30);
  await expect.poll(() => scanner.status().lag, SOON).toBe(0);
  await chain.reorg((await head()) - paid.blockNumber + 1);
  await expect.poll(() => eventsOf(id).at(-1), SOON).toBe("payment.reorged");
  expect(product.of(id).at(-1)?.transfer).toMatchObject(paid);
  const again = await chain.transfer(chain.world.tokens.usdc, to, 5n);
  await chain.mine(8);
  await expect.poll(() => eventsOf(id).at(-1), SOON).toBe("payment.confirmed");
  expect(product.of(id).at(-1)?.transfer).toMatchObject({ blockHash: again.blockHash });
});
