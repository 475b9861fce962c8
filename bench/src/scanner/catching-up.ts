import { setTimeout as sleep } from "node:timers/promises";
import { publicId } from "@amanat/contracts";
import { BenchError } from "../bench-error.ts";
import type { World } from "../world.ts";
import { productEar } from "@amanat/devstack";
import { addressOf } from "@amanat/devstack/generated-chain";
import type { Corpus } from "./messages.ts";
import { startNodes, startScanner, type Tables, type Watch } from "./stage.ts";

/** Longer than anything takes. */
const PATIENCE_MS = 300_000;
/** More than the longest chain has: no block is below the seal, so that every header is read, linked and stored. */
const ALL = 100_000;

export type CaughtUp = { seconds: number; blocks: number; headers: number; transfers: number };

const uuidOf = (index: number): string => `00000000-0000-7000-8000-${index.toString(16).padStart(12, "0")}`;

export const watchesOf = (count: number): Watch[] =>
  Array.from({ length: count }, (_, index) => {
    return { id: publicId("wallet", uuidOf(index)), address: addressOf("watched", index), referenceHash: null, proxy: null };
  });

/** A scanner that was away for the whole of a chain: how long it takes to read and store it up to the newest block. */
export async function catchUp(world: World, tables: Tables, chainId: number, corpus: Corpus, signal: AbortSignal): Promise<CaughtUp> {
  await tables.clear();
  const chain = `eip155:${chainId}`;
  const ear = await productEar();
  const nodes = await startNodes();
  try {
    const { urls, head } = await nodes.ask({ ask: "start", chainId, count: 1, finalAfter: 64, seed: corpus.seed, corpus }, "started");
    await tables.watch(chain, watchesOf(corpus.watched), true);
    const scanner = await startScanner(world, {
      evmChainId: chainId,
      rpcUrls: urls,
      webhookUrl: ear.url,
      pollMs: 250,
      reorgDepth: ALL,
      auditMs: 0,
    });
    try {
      const seconds = await untilRead(tables, chain, head, scanner.began, signal);
      return { seconds, blocks: head + 1, ...(await tables.counts(chain)) };
    } finally {
      await scanner.stop();
    }
  } finally {
    await nodes.end();
    await ear.close();
  }
}

async function untilRead(tables: Tables, chain: string, head: number, began: number, signal: AbortSignal): Promise<number> {
  for (;;) {
    signal.throwIfAborted();
    const next = await tables.nextBlock(chain);
    const seconds = (performance.timeOrigin + performance.now() - began) / 1_000;
    if (next > head) return seconds;
    if (seconds * 1_000 > PATIENCE_MS) throw new BenchError(`the scanner stands at block ${next} of ${head}`);
    await sleep(20);
  }
}
