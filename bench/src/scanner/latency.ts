import { setTimeout as sleep } from "node:timers/promises";
import { BenchError } from "../bench-error.ts";
import { percentile } from "../figures.ts";
import type { World } from "../world.ts";
import { watchesOf } from "./catching-up.ts";
import { productEar } from "@amanat/devstack";
import { addressOf, dice, TOKENS } from "@amanat/devstack/generated-chain";
import { startNodes, startScanner, type Tables } from "./stage.ts";

const WATCHED = 500;
const PATIENCE_MS = 20_000;

export type Latency = { pollMs: number; p50: number; p95: number };

/** From a block's being there to the product's having its webhook, payment by payment, in ms. */
export async function measureLatency(
  world: World,
  tables: Tables,
  chainId: number,
  { payments, pollMs }: { payments: number; pollMs: number },
  signal: AbortSignal,
): Promise<Latency> {
  await tables.clear();
  const chain = `eip155:${chainId}`;
  const ear = await productEar();
  const nodes = await startNodes();
  const roll = dice(pollMs);
  try {
    const corpus = { blocks: 100, transfers: 20, watched: WATCHED, every: 0, seed: 1 };
    const { urls, head } = await nodes.ask({ ask: "start", chainId, count: 2, finalAfter: 64, seed: 1, corpus }, "started");
    await tables.watch(chain, watchesOf(WATCHED), true);
    const scanner = await startScanner(world, {
      evmChainId: chainId,
      rpcUrls: urls,
      webhookUrl: ear.url,
      pollMs,
      reorgDepth: 1_024,
      auditMs: 0,
    });
    try {
      await until(async () => (await tables.nextBlock(chain)) > head, "the chain was not read", signal);
      const took: number[] = [];
      for (let index = 0; index < payments; index += 1) {
        // Anywhere between two looks.
        await sleep(pollMs * (1 + roll()));
        const to = addressOf("watched", index % WATCHED);
        const move = { token: TOKENS[0] ?? "", from: addressOf("payer", 0), to, amount: "5" };
        const mined = await nodes.ask({ ask: "mine", moves: [move], branch: "first", late: [] }, "mined");
        const [tx] = mined.txs;
        const told = () => ear.heard.find((webhook) => webhook.event === "payment.detected" && webhook.transfer.txHash === tx);
        await until(async () => told() !== undefined, "a payment was not told", signal);
        took.push((told()?.heardAt ?? 0) - mined.at);
      }
      return { pollMs, p50: percentile(took, 0.5) ?? 0, p95: percentile(took, 0.95) ?? 0 };
    } finally {
      await scanner.stop();
    }
  } finally {
    await nodes.end();
    await ear.close();
  }
}

/** Looks again every few ms until it is so. Throws when that takes too long. */
export async function until(so: () => Promise<boolean>, otherwise: string, signal: AbortSignal, patience = PATIENCE_MS): Promise<void> {
  const end = performance.now() + patience;
  while (!(await so())) {
    signal.throwIfAborted();
    if (performance.now() > end) throw new BenchError(otherwise);
    await sleep(5);
  }
}
