/**
 * The generated chain and its nodes, as a process of its own, so that what they cost is not the scanner's: `node.ts`. Listens to its
 * parent and ends with it.
 */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import {
  addressOf,
  type Block,
  blockAfter,
  dice,
  generatedNode,
  type GeneratedNode,
  type Move,
  PROXY,
  TOKENS,
  txHash,
} from "@amanat/devstack/generated-chain";
import type { Corpus, FromNodes, Payment, ToNodes } from "./messages.ts";

/** The chain as it is; a node may be behind on it. */
let chain: readonly Block[] = [blockAfter(undefined, [], "genesis")];
let nodes: GeneratedNode[] = [];
let made = 0;

const say = (message: FromNodes): void => void process.send?.(message);
const named = (move: Move): Move & { tx: string } => ({ ...move, tx: txHash(String(made++)) });

/** Blocks full of transfers, of which some are to watched addresses. */
function generate({ blocks, transfers, watched, every, seed }: Corpus): void {
  const roll = dice(seed);
  const grown = [...chain];
  let turn = 0;
  for (let number = grown.length; number <= blocks; number += 1) {
    const moves = Array.from({ length: transfers }, (_, at): Move => {
      const ours = every !== 0 && turn++ % every === 0;
      const to = ours ? addressOf("watched", Math.floor(roll() * watched)) : addressOf("stranger", Math.floor(roll() * 5_000));
      return { token: TOKENS[at % 2] as string, from: addressOf("payer", Math.floor(roll() * 2_000)), to, amount: BigInt(1 + number) };
    });
    grown.push(blockAfter(grown.at(-1), moves.map(named), "first"));
  }
  chain = grown;
}

/** Every node sees the chain; those that are named see it later. */
function show(late: readonly number[]): void {
  for (const [index, node] of nodes.entries()) if (!late.includes(index)) node.show(chain);
}

/** Every transfer of the chain as it is to somebody who is watched. */
function payments(watched: readonly string[]): Payment[] {
  const ours = new Set(watched);
  return chain.flatMap((block) =>
    block.txs.flatMap((tx) =>
      tx.logs.flatMap((log): Payment[] => {
        const to = `0x${(log.topics[2] ?? "").slice(-40)}`;
        if (log.address === PROXY || !ours.has(to)) return [];
        return [{ tx: tx.hash, index: log.index, blockHash: block.hash, number: block.number, to, amount: BigInt(log.data).toString() }];
      }),
    ),
  );
}

/** Replaces the newest blocks: of what they held a part is mined again on the new branch, elsewhere, and the rest is not. */
function reorg({ depth, keep, branch }: { depth: number; keep: number; branch: string }): void {
  const roll = dice(made + depth);
  const kept = chain.length - depth;
  const lost = chain.slice(kept).flatMap((block) => block.txs);
  const again = lost.filter(() => roll() < keep);
  let grown = chain.slice(0, kept);
  for (let at = 0; at <= depth; at += 1) {
    const txs = again.filter((_, index) => index % (depth + 1) === at);
    grown = [...grown, blockAfter(grown.at(-1), txs.map(moveOf), branch)];
  }
  chain = grown;
}

function moveOf(tx: Block["txs"][number]): Move & { tx: string } {
  const [transfer, event] = tx.logs;
  if (transfer === undefined) throw new Error("a transaction without a transfer");
  const [, from = "", to = ""] = transfer.topics.map((topic) => `0x${topic.slice(-40)}`);
  return { tx: tx.hash, token: transfer.address, from, to, amount: BigInt(transfer.data), referenceHash: event?.topics[1] };
}

async function start({ chainId, count, finalAfter, seed }: Extract<ToNodes, { ask: "start" }>): Promise<string[]> {
  nodes = Array.from({ length: count }, (_, index) => generatedNode(chainId, finalAfter, dice(seed * 7_919 + index)));
  return Promise.all(
    nodes.map(async ({ server }) => {
      await once(server.listen(0, "127.0.0.1"), "listening");
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }),
  );
}

async function answer(message: ToNodes): Promise<void> {
  switch (message.ask) {
    case "start": {
      const urls = await start(message);
      if (message.corpus !== null) generate(message.corpus);
      show([]);
      return say({ say: "started", urls, head: chain.length - 1 });
    }
    case "behave":
      for (const node of nodes) node.behave(message.trouble);
      return say({ say: "behaving" });
    case "mine": {
      const moves = message.moves.map(({ amount, ...move }) => named({ ...move, amount: BigInt(amount) }));
      chain = [...chain, blockAfter(chain.at(-1), moves, message.branch)];
      show(message.late);
      return say({ say: "mined", at: performance.timeOrigin + performance.now(), head: chain.length - 1, txs: moves.map(({ tx }) => tx) });
    }
    case "reorg":
      reorg(message);
      show(message.late);
      return say({ say: "reorganised", head: chain.length - 1 });
    case "payments":
      return say({ say: "paid", payments: payments(message.watched) });
  }
}

process.on("message", (message: ToNodes) => void answer(message));
process.once("disconnect", () => process.exit(0));
say({ say: "ready" });
