import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { PROXY_TOPIC, TRANSFER_TOPIC } from "@amanat/chain";
import { type Block, hex, type Log, logJson, type Tx } from "./chain.ts";

/** How a node misbehaves; all shares are of one. */
export type Trouble = {
  /** Of requests that are answered 429. */
  busy: number;
  /** Of questions about logs that are answered with none. */
  silent: number;
  /** Blocks it is behind at most, each time it is asked. */
  behind: number;
  /** Most blocks and most logs of one question; null for any. */
  range: number | null;
  results: number | null;
  /** The oldest block whose logs and state it still has. */
  keptFrom: number;
};

const WELL: Trouble = { busy: 0, silent: 0, behind: 0, range: null, results: null, keptFrom: 0 };

type Call = { id: number; method: string; params: readonly unknown[] };
type Filter = {
  fromBlock?: string;
  toBlock?: string;
  blockHash?: string;
  address?: string | string[];
  topics?: readonly (null | string | string[])[];
};

/** A filter made ready: what each place may hold, null for anything; and what the index may be asked for. */
type Ready = { address: ReadonlySet<string> | null; topics: readonly (ReadonlySet<string> | null)[]; sought: readonly string[] | null };

/** A refusal in a node's words. */
class Refusal extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

type Saying = (most: number, from: number, to: number) => Refusal;

/** Sayings of real providers; which one a node uses follows from its dice. */
const TOO_WIDE: readonly Saying[] = [
  (most) => new Refusal(-32_614, `eth_getLogs is limited to a ${most} range`),
  (most) => new Refusal(-32_000, `exceed maximum block range: ${most}`),
  (most) => new Refusal(-32_602, `block range is too wide (maximum ${most})`),
  () => new Refusal(-32_600, "Block range too large"),
];
const TOO_MANY: readonly Saying[] = [
  (most) => new Refusal(-32_005, `query returned more than ${most} results`),
  (_, from, to) =>
    new Refusal(-32_602, `Log response size exceeded. This block range should work: [${hex(from)}, ${hex(from + ((to - from) >> 1))}]`),
  (most) => new Refusal(-32_000, `query exceeds max results ${most}, retry with a smaller range`),
];

/** Blocks below this far from the newest are found by an index; above it may change. */
const LOOSE = 512;

type Found = { block: Block; tx: Tx; at: number; log: Log };

/** What a node has of the chain, and how it answers. */
type View = {
  readonly chainId: number;
  readonly finalAfter: number;
  readonly roll: () => number;
  readonly tooWide: Saying;
  readonly tooMany: Saying;
  readonly byTopic: Map<string, Found[]>;
  indexed: number;
  blocks: readonly Block[];
  trouble: Trouble;
};

export type GeneratedNode = ReturnType<typeof generatedNode>;

/** One node of a generated chain, answering over HTTP as nodes do. What it has of the chain is given to it. */
export function generatedNode(chainId: number, finalAfter: number, roll: () => number) {
  const pick = (sayings: readonly Saying[]): Saying => sayings[Math.floor(roll() * sayings.length)] as Saying;
  const [tooWide, tooMany] = [pick(TOO_WIDE), pick(TOO_MANY)];
  const view: View = { chainId, finalAfter, roll, tooWide, tooMany, byTopic: new Map(), indexed: 0, blocks: [], trouble: WELL };
  const node = {
    server: createServer((request, response) => serve(view, () => node.meanwhile, request, response)),
    /** Called before each answer: what happens in the middle of somebody's reading. */
    meanwhile: null as ((method: string) => void) | null,
    show(chain: readonly Block[]): void {
      view.blocks = chain;
      index(view);
    },
    behave(how: Partial<Trouble>): void {
      view.trouble = { ...WELL, ...how };
    },
  };
  return node;
}

function serve(view: View, meanwhile: () => ((method: string) => void) | null, request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    if (view.roll() < view.trouble.busy) return void response.writeHead(429).end("slow down");
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Call | Call[];
    // Behind a balancer each request comes to one of several, which are not at the same height.
    const behind = Math.floor(view.roll() * (view.trouble.behind + 1));
    const told = [body].flat().map((call) => {
      meanwhile()?.(call.method);
      try {
        return `{"jsonrpc":"2.0","id":${call.id},"result":${answer(view, Math.max(0, view.blocks.length - 1 - behind), call)}}`;
      } catch (error) {
        const { code, message } = error instanceof Refusal ? error : { code: -32_603, message: String(error) };
        return JSON.stringify({ jsonrpc: "2.0", id: call.id, error: { code, message } });
      }
    });
    response.writeHead(200, { "content-type": "application/json" }).end(Array.isArray(body) ? `[${told.join(",")}]` : told[0]);
  });
}

function answer(view: View, height: number, { method, params }: Call): string {
  const { chainId, blocks } = view;
  switch (method) {
    case "eth_chainId":
      return `"${hex(chainId)}"`;
    case "eth_blockNumber":
      return `"${hex(height)}"`;
    case "eth_getBlockByNumber":
      return numbered(view, height, params[0])?.header ?? "null";
    case "eth_getLogs":
      return logs(view, height, params[0] as Filter);
    case "eth_getBlockReceipts": {
      const block = numbered(view, height, params[0]);
      return block === undefined ? "null" : `[${block.txs.map((_, at) => receipt(block, at)).join(",")}]`;
    }
    case "eth_getTransactionReceipt": {
      const holds = (block: Block) => block.number <= height && block.txs.some(({ hash }) => hash === params[0]);
      const block = blocks.findLast(holds);
      return block === undefined
        ? "null"
        : receipt(
            block,
            block.txs.findIndex(({ hash }) => hash === params[0]),
          );
    }
    case "eth_call":
      return `"0x${balance(view, height, params).toString(16).padStart(64, "0")}"`;
    default:
      throw new Refusal(-32_601, `the method ${method} does not exist`);
  }
}

function numbered({ blocks, finalAfter }: View, height: number, at: unknown): Block | undefined {
  if (at === "latest") return blocks[height];
  if (at === "finalized") return blocks[Math.max(0, height - finalAfter)];
  const number = Number(at);
  return number > height ? undefined : blocks[number];
}

function logs(view: View, height: number, asked: Filter): string {
  const { trouble, blocks, roll } = view;
  const filter = readyOf(asked);
  if (asked.blockHash !== undefined) {
    const block = blocks.findLast(({ hash }) => hash === asked.blockHash);
    if (block === undefined || block.number > height) throw new Refusal(-32_000, "unknown block");
    return roll() < trouble.silent ? "[]" : `[${toldOf(block, filter).join(",")}]`;
  }
  const [from, to] = [Number(asked.fromBlock), Math.min(height, Number(asked.toBlock))];
  if (from < trouble.keptFrom) throw new Refusal(-32_000, "history has been pruned for this block");
  if (trouble.range !== null && to - from + 1 > trouble.range) throw view.tooWide(trouble.range, from, to);
  if (roll() < trouble.silent) return "[]";
  const found = logsIn(view, from, to, filter);
  if (trouble.results !== null && found.length > trouble.results) throw view.tooMany(trouble.results, from, to);
  return `[${found.join(",")}]`;
}

function logsIn({ indexed, byTopic, blocks }: View, from: number, to: number, filter: Ready): string[] {
  const found: string[] = [];
  let loose = from;
  if (filter.sought !== null && from < indexed) {
    for (const topic of filter.sought)
      for (const { block, tx, at, log } of byTopic.get(topic) ?? [])
        if (block.number >= from && block.number <= to && passes(filter, log)) found.push(logJson(block, tx, at, log));
    loose = indexed;
  }
  for (let number = loose; number <= to; number += 1) {
    const block = blocks[number];
    if (block !== undefined) for (const told of toldOf(block, filter)) found.push(told);
  }
  return found;
}

function index(view: View): void {
  for (; view.indexed < view.blocks.length - LOOSE; view.indexed += 1) {
    const block = view.blocks[view.indexed] as Block;
    for (const [at, tx] of block.txs.entries())
      for (const log of tx.logs) {
        const known = view.byTopic.get(keyOf(log));
        if (known) known.push({ block, tx, at, log });
        else view.byTopic.set(keyOf(log), [{ block, tx, at, log }]);
      }
  }
}

function receipt(block: Block, at: number): string {
  const tx = block.txs[at] as Tx;
  const told = tx.logs.map((log) => logJson(block, tx, at, log)).join(",");
  return `{"transactionHash":"${tx.hash}","blockHash":"${block.hash}","blockNumber":"${hex(block.number)}","transactionIndex":"${hex(at)}","status":"0x1","logs":[${told}]}`;
}

/** What came less what left, of the token that is called, up to the block that is named. */
function balance(view: View, height: number, [call, at]: readonly unknown[]): bigint {
  const { to: token, data } = call as { to: string; data: string };
  const end = numbered(view, height, at);
  if (end === undefined) throw new Refusal(-32_000, "header not found");
  if (end.number < view.trouble.keptFrom) throw new Refusal(-32_000, "missing trie node");
  const owner = `0x${data.slice(-64)}`;
  let held = 0n;
  for (const { txs } of view.blocks.slice(0, end.number + 1))
    for (const { logs: made } of txs)
      for (const { address, topics, data: amount } of made) {
        if (address !== token || topics.length !== 3) continue;
        if (topics[2] === owner) held += BigInt(amount);
        if (topics[1] === owner) held -= BigInt(amount);
      }
  return held;
}

/** What the index goes by: the recipient of a transfer, the reference of a proxy payment. */
const keyOf = ({ topics }: Log): string => topics.at(-1) as string;

function readyOf({ address, topics = [] }: Filter): Ready {
  const last = topics.at(-1);
  const keyed = topics[0] === TRANSFER_TOPIC ? topics.length === 3 : topics[0] === PROXY_TOPIC && topics.length === 2;
  return {
    address: address === undefined ? null : new Set([address].flat()),
    topics: topics.map((wanted) => (wanted === null ? null : new Set([wanted].flat()))),
    sought: keyed && Array.isArray(last) ? last : null,
  };
}

function passes({ address, topics }: Ready, log: Log): boolean {
  if (address !== null && !address.has(log.address)) return false;
  return topics.every((wanted, at) => wanted === null || wanted.has(log.topics[at] ?? ""));
}

function toldOf(block: Block, filter: Ready): string[] {
  return block.txs.flatMap((tx, at) => tx.logs.filter((log) => passes(filter, log)).map((log) => logJson(block, tx, at, log)));
}
