import { setTimeout as sleep } from "node:timers/promises";
import { publicId } from "@amanat/contracts";
import type { World } from "../world.ts";
import { type Heard, type ProductEar, productEar } from "@amanat/devstack";
import { addressOf, dice, PROXY, referenceOf, TOKENS } from "@amanat/devstack/generated-chain";
import type { Payment, SentMove } from "./messages.ts";
import { type Nodes, startNodes, startScanner, type Tables, type Watch } from "./stage.ts";

/** Whose payments are looked for; the last is a wallet that many pay to through the proxy. */
const WATCHED = 60;
const WALLET = addressOf("wallet", 0);
const NODES = 3;
const FINAL_AFTER = 8;
/** Behind which the scanner begins, with payments to everybody in it. */
const HISTORY = 600;
/** Longest wait until everything is told, once the chain is still. */
const PATIENCE_MS = 90_000;

/** Every node of the chain answers like this throughout. */
const TROUBLE = { busy: 0.05, silent: 0.1, behind: 2, range: 100, results: 40 };

export type Survived = { seed: number; payments: number; missed: number; doubled: number; reorgs: number; seconds: number };

/**
 * A chain behind three nodes that refuse, keep silent, answer parts, lag and disagree, and that loses its newest blocks again and
 * again. `missed`: payments of the chain as it is in the end that the product was not told to be confirmed; `doubled`: those it was told
 * of twice, and those it was told of though they are not in the chain.
 */
export async function survive(
  world: World,
  tables: Tables,
  chainId: number,
  seed: number,
  steps: number,
  signal: AbortSignal,
): Promise<Survived> {
  await tables.clear();
  const began = performance.now();
  const chain = `eip155:${chainId}`;
  const ear = await productEar();
  const nodes = await startNodes();
  const roll = dice(seed);
  try {
    const corpus = { blocks: HISTORY, transfers: 4, watched: WATCHED, every: 9, seed };
    const { urls } = await nodes.ask({ ask: "start", chainId, count: NODES, finalAfter: FINAL_AFTER, seed, corpus }, "started");
    await nodes.ask({ ask: "behave", trouble: TROUBLE }, "behaving");
    await tables.watch(chain, watches(), false);
    const scanner = await startScanner(world, {
      evmChainId: chainId,
      rpcUrls: urls,
      webhookUrl: ear.url,
      pollMs: 50,
      reorgDepth: 64,
      auditMs: 1_000,
    });
    try {
      const reorgs = await live(nodes, roll, steps, signal);
      // Deep enough for everything to be final and sealed.
      for (let block = 0; block < 80; block += 1) await nodes.ask({ ask: "mine", moves: [], branch: "last", late: [] }, "mined");
      const { payments } = await nodes.ask({ ask: "payments", watched: watches().map(({ address }) => address) }, "paid");
      const end = performance.now() + PATIENCE_MS;
      while (performance.now() < end && verdict(ear, payments).missed > 0) {
        signal.throwIfAborted();
        await sleep(50);
      }
      // What is told twice would be told now.
      await sleep(1_500);
      const { transfers } = await tables.counts(chain);
      const { missed, doubled } = verdict(ear, payments);
      const rows = Math.max(0, transfers - payments.length);
      return { seed, payments: payments.length, missed, doubled: doubled + rows, reorgs, seconds: (performance.now() - began) / 1_000 };
    } finally {
      await scanner.stop();
    }
  } finally {
    await nodes.end();
    await ear.close();
  }
}

/** Payments, blocks without any, and branches that lose; some nodes see each later than others. */
async function live(nodes: Nodes, roll: () => number, steps: number, signal: AbortSignal): Promise<number> {
  let reorgs = 0;
  for (let step = 0; step < steps; step += 1) {
    signal.throwIfAborted();
    const late = Array.from({ length: NODES }, (_, index) => index).filter(() => roll() < 0.3);
    const moves = Array.from({ length: Math.floor(roll() * 4) }, () => moveOf(roll));
    await nodes.ask({ ask: "mine", moves, branch: `step ${step}`, late }, "mined");
    await sleep(20 + roll() * 80);
    if (roll() > 0.2) continue;
    const depth = 1 + Math.floor(roll() * 3);
    await nodes.ask({ ask: "reorg", depth, keep: 0.6, branch: `branch ${step}`, late }, "reorganised");
    reorgs += 1;
  }
  return reorgs;
}

function moveOf(roll: () => number): SentMove {
  const index = Math.floor(roll() * WATCHED);
  const sent = { token: TOKENS[index % 2] ?? "", from: addressOf("payer", index), amount: String(1 + Math.floor(roll() * 1_000)) };
  return roll() < 0.3 ? { ...sent, to: WALLET, referenceHash: referenceOf(index) } : { ...sent, to: addressOf("watched", index) };
}

function watches(): Watch[] {
  const uuid = (index: number) => `00000000-0000-7000-8000-${index.toString(16).padStart(12, "0")}`;
  const payments = Array.from({ length: WATCHED }, (_, index): Watch => {
    return { id: publicId("intent", uuid(index)), address: addressOf("watched", index), referenceHash: referenceOf(index), proxy: PROXY };
  });
  return [...payments, { id: publicId("wallet", uuid(WATCHED)), address: WALLET, referenceHash: null, proxy: null }];
}

const placeOf = (tx: string, index: number, blockHash: string): string => `${tx}/${index}/${blockHash}`;

/** What the product believes in the end of each transfer it was told of, beside what is in the chain. */
function verdict({ heard }: ProductEar, payments: readonly Payment[]): { missed: number; doubled: number } {
  const told = new Map<string, Heard[]>();
  for (const webhook of heard) {
    const place = placeOf(webhook.transfer.txHash, webhook.transfer.logIndex, webhook.transfer.blockHash);
    told.set(place, [...(told.get(place) ?? []), webhook]);
  }
  const real = new Set(payments.map(({ tx, index, blockHash }) => placeOf(tx, index, blockHash)));
  const missed = [...real].filter((place) => told.get(place)?.at(-1)?.event !== "payment.confirmed").length;
  const doubled = [...told].filter(([place, webhooks]) => {
    const detected = webhooks.filter(({ event }) => event === "payment.detected").length;
    const reorged = webhooks.filter(({ event }) => event === "payment.reorged").length;
    return detected - reorged !== (real.has(place) ? 1 : 0);
  }).length;
  return { missed, doubled };
}
