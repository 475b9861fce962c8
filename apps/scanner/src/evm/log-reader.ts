import { asHex } from "@amanat/chain";
import type { ChainNode, RawLog } from "@amanat/chain";
import { numberToHex } from "viem";
import type { RpcLog } from "viem";
import { ChainMoved } from "../place.ts";
import { covers } from "./bloom.ts";
import { adaptiveRanges, refusedAsTooMuch } from "./ranges.ts";

/** A block's header, as much as we keep; hashes in lower case. */
export type Header = { number: number; hash: string; parent: string; at: Date; bloom: string | null };

/** A log with its place in the chain. */
export type ChainLog = RawLog & { blockNumber: number; blockHash: string; txHash: string };

type Topic = null | string | readonly string[];
export type LogFilter = { from: number; to: number; address?: readonly string[]; topics: readonly Topic[] };

/** Tries of a whole block whose answer lacks logs that its header promises. */
const TRIES = 3;
/** Numbers at which providers are known to cut an answer off without a word. */
const CUTS = new Set([1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000]);

/** How one node is asked for logs: in as many parts as it wants. */
export function logReader(node: ChainNode) {
  const ranges = adaptiveRanges();

  /** Null when the node refused the question as too much. */
  const askLogs = async (filter: LogFilter): Promise<ChainLog[] | null> => {
    const blocks = filter.to - filter.from + 1;
    try {
      const found = await node.request({ method: "eth_getLogs", params: [wireOf(filter)] });
      if (CUTS.has(found.length) && blocks > 1) return null;
      ranges.answered(blocks);
      return found.flatMap(logOf);
    } catch (error) {
      const refusal = refusedAsTooMuch(error, blocks);
      if (refusal === null) throw error;
      ranges.refused(blocks, refusal);
      return null;
    }
  };

  /** One block of which even one filter is too much: the filter's halves, and at last the block's receipts. */
  const narrower = async (filter: LogFilter): Promise<ChainLog[]> => {
    const wide = filter.topics.findIndex((topic) => Array.isArray(topic) && topic.length > 1);
    if (wide < 0) return (await receiptLogs(filter.from)).filter((log) => matches(filter, log));
    const values = filter.topics[wide] as readonly string[];
    const middle = values.length >> 1;
    const halves = [values.slice(0, middle), values.slice(middle)].map(async (half): Promise<ChainLog[]> => {
      const one = { ...filter, topics: filter.topics.with(wide, half) };
      return (await askLogs(one)) ?? narrower(one);
    });
    return (await Promise.all(halves)).flat();
  };

  const receiptLogs = async (number: number): Promise<ChainLog[]> => {
    const receipts = await node.request({ method: "eth_getBlockReceipts", params: [numberToHex(number)] } as never);
    if (!Array.isArray(receipts)) throw new ChainMoved(`the node has no receipts of block ${number}`);
    return (receipts as { logs: RpcLog[] }[]).flatMap(({ logs }) => logs.flatMap(logOf));
  };

  return {
    /** The logs of a range that pass a filter, asked for in as many parts as the node wants. */
    async logs(filter: LogFilter): Promise<ChainLog[]> {
      const found: ChainLog[] = [];
      for (let from = filter.from; from <= filter.to;) {
        const part = { ...filter, from, to: Math.min(filter.to, from + ranges.size - 1) };
        const answer = await askLogs(part);
        if (answer === null && part.to > from) {
          // Once more about fewer blocks; where the answer was merely cut off, the size has not shrunk by itself.
          ranges.refused(part.to - from + 1, { most: null, fits: null });
          continue;
        }
        for (const log of answer ?? (await narrower(part))) found.push(log);
        from = part.to + 1;
      }
      return found;
    },
    /**
     * Every log of one block, unfiltered and by its hash: all that its header's bloom promises. Throws ChainMoved when the node
     * goes on leaving some out.
     */
    async blockLogs(header: Header): Promise<ChainLog[]> {
      for (let attempt = 1; attempt <= TRIES; attempt += 1) {
        const found =
          attempt < TRIES
            ? (await node.request({ method: "eth_getLogs", params: [{ blockHash: asHex(header.hash) }] })).flatMap(logOf)
            : await receiptLogs(header.number);
        const own = found.filter((log) => log.blockHash === header.hash);
        if (header.bloom === null || covers(own, header.bloom)) return own;
      }
      node.blame();
      throw new ChainMoved(`the node leaves out logs of block ${header.number}`);
    },
  };
}

function wireOf({ from, to, address, topics }: LogFilter) {
  return {
    fromBlock: numberToHex(from),
    toBlock: numberToHex(to),
    ...(address ? { address: address.map(asHex) } : {}),
    topics: topics.map((topic) => (topic === null ? null : typeof topic === "string" ? asHex(topic) : topic.map(asHex))),
  };
}

function matches({ address, topics }: LogFilter, log: ChainLog): boolean {
  if (address !== undefined && !address.includes(log.address)) return false;
  return topics.every((wanted, index) => {
    const topic = log.topics[index]?.toLowerCase();
    return wanted === null || (topic !== undefined && (typeof wanted === "string" ? wanted === topic : wanted.includes(topic)));
  });
}

export function logOf(log: RpcLog): ChainLog[] {
  if (log.removed || log.blockNumber === null || log.blockHash === null || log.transactionHash === null || log.logIndex === null) return [];
  return [
    {
      address: log.address.toLowerCase(),
      topics: log.topics,
      data: log.data,
      logIndex: Number(log.logIndex),
      blockNumber: Number(log.blockNumber),
      blockHash: log.blockHash.toLowerCase(),
      txHash: log.transactionHash.toLowerCase(),
    },
  ];
}
