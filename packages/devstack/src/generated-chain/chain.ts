import { createHash } from "node:crypto";
import { PROXY_TOPIC, TRANSFER_TOPIC } from "@amanat/chain";
import { hexToBytes, keccak256 } from "viem";

/** A log as it lies in its transaction; `index` is its place in the block. */
export type Log = { readonly address: string; readonly topics: readonly string[]; readonly data: string; readonly index: number };
export type Tx = { readonly hash: string; readonly logs: readonly Log[] };
export type Block = {
  readonly number: number;
  readonly hash: string;
  readonly at: number;
  readonly txs: readonly Tx[];
  /** The answer to a question for this block, as JSON. */
  readonly header: string;
};

/** What moves in one transaction: a transfer, alone or through the fee proxy with a reference. */
export type Move = { token: string; from: string; to: string; amount: bigint; referenceHash?: string | undefined };

/** Addresses the generated chain knows. */
export const TOKENS = ["aa", "bb"].map((byte) => `0x${byte.repeat(20)}`);
export const PROXY = `0x${"cc".repeat(20)}`;

export const hex = (value: number | bigint): string => `0x${value.toString(16)}`;
export const word = (address: string): string => `0x${address.slice(2).padStart(64, "0")}`;
const value = (amount: bigint | number): string => amount.toString(16).padStart(64, "0");
const hashOf = (text: string): string => `0x${createHash("sha256").update(text).digest("hex")}`;

/** The `index`th address of a kind: nobody's, and the same in every run. */
export const addressOf = (kind: string, index: number): string => hashOf(`${kind} ${index}`).slice(0, 42);
export const referenceOf = (index: number): string => hashOf(`reference ${index}`);

/** Numbers that look random and are the same for the same seed. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const bitsOf = new Map<string, readonly number[]>();

/** The three bits of the yellow paper by which an address or a topic shows in a bloom. */
function bloomBits(text: string): readonly number[] {
  let bits = bitsOf.get(text);
  if (bits === undefined) {
    const digest = keccak256(hexToBytes(`0x${text.slice(2)}`), "bytes");
    bits = [0, 2, 4].map((at) => (((digest[at] ?? 0) << 8) | (digest[at + 1] ?? 0)) & 2_047);
    bitsOf.set(text, bits);
  }
  return bits;
}

function bloomOf(txs: readonly Tx[]): string {
  const bytes = Buffer.alloc(256);
  for (const { logs } of txs)
    for (const { address, topics } of logs)
      for (const text of [address, ...topics])
        for (const bit of bloomBits(text)) bytes.writeUInt8(bytes.readUInt8(255 - (bit >> 3)) | (1 << (bit & 7)), 255 - (bit >> 3));
  return `0x${bytes.toString("hex")}`;
}

function logsOf(move: Move, first: number): Log[] {
  const { token, from, to, amount, referenceHash } = move;
  const transfer = { address: token, topics: [TRANSFER_TOPIC, word(from), word(to)], data: `0x${value(amount)}`, index: first };
  if (referenceHash === undefined) return [transfer];
  const data = `0x${value(BigInt(token))}${value(BigInt(to))}${value(amount)}${value(0)}${value(0)}`;
  return [transfer, { address: PROXY, topics: [PROXY_TOPIC, referenceHash], data, index: first + 1 }];
}

const ZERO = `0x${"0".repeat(64)}`;

/** The block that follows another, with these transactions; `branch` makes it another block than that of the same number elsewhere. */
export function blockAfter(parent: Block | undefined, moves: readonly (Move & { tx: string })[], branch: string): Block {
  const number = parent === undefined ? 0 : parent.number + 1;
  const hash = hashOf(`block ${number} ${branch} ${parent?.hash ?? ""}`);
  const at = 1_700_000_000 + number;
  let index = 0;
  const txs = moves.map((move): Tx => {
    const logs = logsOf(move, index);
    index += logs.length;
    return { hash: move.tx, logs };
  });
  const header = JSON.stringify({
    number: hex(number),
    hash,
    parentHash: parent?.hash ?? ZERO,
    nonce: "0x0000000000000000",
    sha3Uncles: ZERO,
    logsBloom: bloomOf(txs),
    transactionsRoot: hash,
    stateRoot: hash,
    receiptsRoot: hash,
    miner: `0x${"00".repeat(20)}`,
    difficulty: "0x0",
    totalDifficulty: "0x0",
    extraData: "0x",
    size: hex(600 + 200 * txs.length),
    gasLimit: "0x1c9c380",
    gasUsed: hex(60_000 * txs.length),
    timestamp: hex(at),
    uncles: [],
    transactions: txs.map((tx) => tx.hash),
    baseFeePerGas: "0x7",
    mixHash: hash,
    withdrawals: [],
    withdrawalsRoot: ZERO,
    blobGasUsed: "0x0",
    excessBlobGas: "0x0",
    parentBeaconBlockRoot: ZERO,
  });
  return { number, hash, at, txs, header };
}

/** A log as a node tells it, as JSON. */
export function logJson(block: Block, tx: Tx, at: number, log: Log): string {
  return `{"address":"${log.address}","topics":["${log.topics.join('","')}"],"data":"${log.data}","blockHash":"${block.hash}","blockNumber":"${hex(block.number)}","blockTimestamp":"${hex(block.at)}","transactionHash":"${tx.hash}","transactionIndex":"${hex(at)}","logIndex":"${hex(log.index)}","removed":false}`;
}

export const txHash = (text: string): string => hashOf(`tx ${text}`);
