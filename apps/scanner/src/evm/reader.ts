import { asHex } from "@amanat/chain";
import type { ChainNode } from "@amanat/chain";
import { numberToHex } from "viem";
import type { Hex, RpcBlock } from "viem";
import { ChainMoved } from "../place.ts";
import { type ChainLog, type Header, logOf, logReader } from "./log-reader.ts";

/** Everything the scanner asks of one node. Reads only; every call may throw. */
export type ChainReader = ReturnType<typeof chainReader>;

export function chainReader(node: ChainNode) {
  const block = async (at: Hex | "latest" | "finalized"): Promise<Header | null> => {
    const found = await node.request({ method: "eth_getBlockByNumber", params: [at, false] });
    return found ? headerOf(found) : null;
  };

  return {
    name: node.name,
    /** Says that what this node answered was wrong or behind. */
    blame: () => node.blame(),
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
      const params = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => [numberToHex(from + index), false]);
      const found = (await node.many("eth_getBlockByNumber", params)) as (RpcBlock | null)[];
      return found.map((one, index) => {
        const header = one ? headerOf(one) : null;
        if (header?.number !== from + index) throw new ChainMoved("a block vanished while it was read");
        return header;
      });
    },
    ...logReader(node),
    /** All logs of one transaction; null when the node does not have it any more. */
    async transactionLogs(txHash: string): Promise<ChainLog[] | null> {
      const receipt = await node.request({ method: "eth_getTransactionReceipt", params: [asHex(txHash)] });
      return receipt ? receipt.logs.flatMap(logOf) : null;
    },
    /** What an address holds of a token after a block, in base units; null when the token does not answer with a number. */
    async balanceOf(token: string, owner: string, at: number): Promise<bigint | null> {
      const data = asHex(`${BALANCE_OF}${owner.slice(2).padStart(64, "0")}`);
      const answer = await node.request({ method: "eth_call", params: [{ to: asHex(token), data }, numberToHex(at)] });
      return /^0x[0-9a-f]{64}/i.test(answer) ? BigInt(answer.slice(0, 66)) : null;
    },
  };
}

/** Selector of `balanceOf(address)`. */
const BALANCE_OF = "0x70a08231";

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
