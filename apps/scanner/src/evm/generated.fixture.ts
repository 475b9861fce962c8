import { once } from "node:events";
import type { AddressInfo } from "node:net";
import {
  addressOf,
  type Block,
  blockAfter,
  dice,
  type GeneratedNode,
  generatedNode,
  type Move,
  TOKENS,
  txHash,
} from "@amanat/devstack/generated-chain";

/** Stands for a public chain: its data is never thrown away. */
export const PUBLIC = 56;
export const CHAIN = `eip155:${PUBLIC}`;

type Named = Move & { tx: string };
let made = 0;

/** A transaction that pays so much of the first token to an address. */
export const paying = (to: string, amount = 5n, referenceHash?: string): Named => {
  made += 1;
  return { token: TOKENS[0] ?? "", from: addressOf("payer", 0), to, amount, referenceHash, tx: txHash(`of a test ${made}`) };
};

export type Generated = {
  urls: readonly string[];
  nodes: readonly GeneratedNode[];
  head(): number;
  blocks(): readonly Block[];
  /** Adds blocks, each with these payments; nodes that are named do not see them. */
  mine(blocks: readonly (readonly Named[])[], blind?: readonly number[]): void;
  /** So many blocks with nothing in them. */
  empty(count: number, blind?: readonly number[]): void;
  /** Replaces the newest blocks by others. */
  replace(depth: number, blocks: readonly (readonly Named[])[], blind?: readonly number[]): void;
  stop(): Promise<void>;
};

/** A generated chain of some blocks behind nodes in this process; final blocks trail by six. */
export async function startGenerated({ nodes: count = 1, blocks = 10 }: { nodes?: number; blocks?: number } = {}): Promise<Generated> {
  let chain: readonly Block[] = [blockAfter(undefined, [], "genesis")];
  let branch = 0;
  const nodes = Array.from({ length: count }, (_, index) => generatedNode(PUBLIC, 6, dice(index + 1)));
  const show = (blind: readonly number[]): void => nodes.forEach((node, index) => blind.includes(index) || node.show(chain));
  const grow = (wanted: readonly (readonly Named[])[]): void => {
    const grown = [...chain];
    for (const moves of wanted) grown.push(blockAfter(grown.at(-1), moves, String(branch)));
    chain = grown;
  };
  grow(Array.from({ length: blocks }, () => []));
  show([]);
  const urls = await Promise.all(
    nodes.map(async ({ server }) => {
      await once(server.listen(0, "127.0.0.1"), "listening");
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }),
  );
  return {
    urls,
    nodes,
    head: () => chain.length - 1,
    blocks: () => chain,
    mine(wanted, blind = []) {
      grow(wanted);
      show(blind);
    },
    empty(more, blind = []) {
      grow(Array.from({ length: more }, () => []));
      show(blind);
    },
    replace(depth, wanted, blind = []) {
      branch += 1;
      chain = chain.slice(0, chain.length - depth);
      grow(wanted);
      show(blind);
    },
    async stop() {
      for (const { server } of nodes) server.closeAllConnections();
      await Promise.all(nodes.map(({ server }) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
