import { createServer } from "node:http";
import type { Server } from "node:http";
import { startTestWorld } from "@amanat/devstack/chain";
import type { TestWorld } from "@amanat/devstack/chain";
import { useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { newTarget, runScanner, startProduct, watch } from "../product.fixture.ts";
import type { Product } from "../product.fixture.ts";

const database = useDatabase();
const SOON = { timeout: 30_000, interval: 50 };
const callSchema = z.object({ id: z.unknown(), method: z.string(), params: z.array(z.unknown()).default([]) });

let chain: TestWorld;
let product: Product;
let node: { server: Server; url: string; trouble(share: number): void };

beforeAll(async () => {
  chain = await startTestWorld({ escrowWallet: `0x${"e5".repeat(20)}` });
  product = await startProduct();
  node = await hostileNode(7);
});
afterAll(async () => {
  node?.server.closeAllConnections();
  node?.server.close();
  await product?.stop();
  await chain?.stop();
});

test("429 and empty logs, of a real chain: a node that forgets logs, refuses and stumbles makes the scanner late, never wrong", async () => {
  const scanner = await runScanner({ pgUrl: database.urls.scanner, rpcUrl: node.url, webhookUrl: product.url });
  try {
    await expect.poll(() => scanner.status().state, SOON).toBe("following");
    node.trouble(0.2);
    const ids: string[] = [];
    for (let round = 0; round < 25; round += 1) {
      const watched = newTarget(chain.world.proxy.toLowerCase(), Number(await chain.rpc("eth_blockNumber")));
      await watch(scanner.url, watched);
      if (round % 3 === 0)
        await chain.payThroughProxy({
          token: chain.world.tokens.usdc,
          to: chain.world.escrowWallet,
          amount: 5n,
          reference: watched.reference,
        });
      else await chain.transfer(chain.world.tokens.usdc, watched.target.depositAddress, 5n);
      ids.push(watched.id);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    await chain.mine(8);
    for (const id of ids) {
      await expect.poll(() => product.of(id).at(-1)?.event, SOON).toBe("payment.confirmed");
      expect(product.of(id).filter((webhook) => webhook.event === "payment.detected")).toHaveLength(1);
      expect(product.of(id).filter((webhook) => webhook.event === "payment.reorged")).toHaveLength(0);
    }
  } finally {
    await scanner.stop();
  }
});

/** The chain behind a node that, for a share of its answers, says 429, breaks the connection, or leaves out all filtered logs. */
async function hostileNode(seed: number) {
  let share = 0;
  let state = seed;
  const chance = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      if (chance() < share / 4) return void response.writeHead(429).end("slow down");
      if (chance() < share / 4) return void response.destroy();
      answer(body).then(
        (answered) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answered)),
        () => response.destroy(),
      );
    });
  });
  const answerOne = async (call: unknown): Promise<unknown> => {
    const { id, method, params } = callSchema.parse(call);
    // Filtered questions are what indexes lose; a whole block by its hash is read from the block itself.
    const filtered = method === "eth_getLogs" && !JSON.stringify(params).includes("blockHash");
    if (filtered && chance() < share) return { jsonrpc: "2.0", id, result: [] };
    return { jsonrpc: "2.0", id, result: await chain.rpc(method, params) };
  };
  const answer = async (body: unknown) => (Array.isArray(body) ? Promise.all(body.map(answerOne)) : answerOne(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return { server, url: `http://127.0.0.1:${address.port}`, trouble: (part: number) => void (share = part) };
}
