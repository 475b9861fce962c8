import { asHex } from "@amanat/chain";
import type { RawLog, Rpc } from "@amanat/chain";
import { numberToHex } from "viem";
import type { Hex, RpcBlock, RpcLog } from "viem";

/** A block's header, as much as we keep; hashes in lower case. */
export type Header = { number: number; hash: string; parent: string; at: Date; bloom: string | null };

/** A log with its place in the chain. */
export type ChainLog = RawLog & { blockNumber: number; blockHash: string; txHash: string };

export type LogFilter = { from: number; to: number; address?: readonly string[]; topics: readonly (null | string | readonly string[])[] };

/** The chain changed while it was being read; the next round starts over. */
export class ChainMoved extends Error {
  override readonly name = "ChainMoved";
}

/** Everything the scanner asks of a node. Reads only; every call may throw. */
export type ChainReader = ReturnType<typeof chainReader>;

export function chainReader(rpc: Rpc) {
  const block = async (at: Hex | "latest" | "finalized"): Promise<Header | null> => {
    const found = await rpc.request({ method: "eth_getBlockByNumber", params: [at, false] });
    return found ? headerOf(found) : null;
  };
  return {
    async head(): Promise<Header> {
      const head = await block("latest");
      if (!head) throw new Error("the node has no newest block");
      return head;
    },
    /** Number of the newest finalized block; null where the chain has none, which is an error only when it is required. */
    async finalized(required: boolean): Promise<number | null> {
      try {
        return (await block("finalized"))?.number ?? null;
      } catch (error) {
        if (required) throw error;
        return null;
      }
    },
    header: (number: number) => block(numberToHex(number)),
    /** Headers of a range, in order; a number the node does not have means the chain moved. */
    async headers(from: number, to: number): Promise<Header[]> {
      const wanted = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => block(numberToHex(from + index)));
      return (await Promise.all(wanted)).map((header) => {
        if (!header) throw new ChainMoved("a block vanished while it was read");
        return header;
      });
    },
    async logs(filter: LogFilter): Promise<ChainLog[]> {
      const found = await rpc.request({
        method: "eth_getLogs",
        params: [
          {
            fromBlock: numberToHex(filter.from),
            toBlock: numberToHex(filter.to),
            ...(filter.address ? { address: filter.address.map(asHex) } : {}),
            topics: filter.topics.map((topic) => (topic === null ? null : typeof topic === "string" ? asHex(topic) : topic.map(asHex))),
          },
        ],
      });
      return found.flatMap(logOf);
    },
    /** Every log of one block, unfiltered and by its hash: the second opinion when a filtered answer may have lost some. */
    async blockLogs(header: Header): Promise<ChainLog[]> {
      const found = await rpc.request({ method: "eth_getLogs", params: [{ blockHash: asHex(header.hash) }] });
      return found.flatMap(logOf);
    },
    /** All logs of one transaction; null when the node does not have it any more. */
    async transactionLogs(txHash: string): Promise<ChainLog[] | null> {
      const receipt = await rpc.request({ method: "eth_getTransactionReceipt", params: [asHex(txHash)] });
      return receipt ? receipt.logs.flatMap(logOf) : null;
    },
  };
}

function headerOf(block: RpcBlock): Header {
  if (block.number === null || block.hash === null) throw new Error("the node answered with an unmined block");
  return {
    number: Number(block.number),
    hash: block.hash.toLowerCase(),
    parent: block.parentHash.toLowerCase(),
    at: new Date(Number(block.timestamp) * 1_000),
    bloom: block.logsBloom,
  };
}

function logOf(log: RpcLog): ChainLog[] {
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
