import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Address, beginCell, Cell, type Message, storeMessage, type TupleItem } from "@ton/core";
import { type Recorded, spelled, type TonWorld } from "./world.ts";

/** How the service behaves badly, as the real one is known to. All zero: it behaves. */
export type Mischief = {
  /** Answers from now on that are 429. */
  busy: number;
  /** Pages of transactions that come back empty. */
  empty: number;
  /** Blocks that its index is behind the chain. */
  lag: number;
  /** What is above its index is shown already, as not final: without a block of the masterchain. */
  early: boolean;
  /** Each page repeats rows of the one before it, out of order. */
  repeats: boolean;
  /** The network whose blocks it shows. */
  globalId: number | null;
};

export type FakeToncenter = {
  readonly url: string;
  readonly mischief: Mischief;
  /** Answers it has given, by path. */
  readonly calls: Map<string, number>;
  close(): Promise<void>;
};

const MOST_BODY = 1_000_000;
const MOST_ROWS = 1_000;
const base64 = (hash: Buffer) => hash.toString("base64");
/** As toncenter writes accounts. */
const raw = (address: Address) => `${address.workChain}:${address.hash.toString("hex").toUpperCase()}`;

/** The HTTP API v3 of toncenter, as much of it as we ask, over a world of our own. `onSent`: before a message that was taken is answered for. */
export async function fakeToncenter(world: TonWorld, port = 0, onSent: () => void = () => undefined): Promise<FakeToncenter> {
  const mischief: Mischief = { busy: 0, empty: 0, lag: 0, early: false, repeats: false, globalId: null };
  const calls = new Map<string, number>();
  const server = createServer((request, response) => {
    answer({ world, mischief, calls, onSent }, request, response).catch((error: unknown) => {
      send(response, 500, { error: error instanceof Error ? error.message : String(error) });
    });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3`,
    mischief,
    calls,
    close: () => closed(server),
  };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

type Served = { world: TonWorld; mischief: Mischief; calls: Map<string, number>; onSent: () => void };

async function answer(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://toncenter");
  const path = pathname.replace(/^\/api\/v3\//, "");
  served.calls.set(path, (served.calls.get(path) ?? 0) + 1);
  if (served.mischief.busy > 0) {
    served.mischief.busy -= 1;
    return send(response, 429, { error: "Ratelimit exceed" });
  }
  const body = request.method === "POST" ? (JSON.parse(await textOf(request)) as Record<string, unknown>) : {};
  const route = ROUTES[path];
  if (route === undefined) return send(response, 404, { error: "not found" });
  const [status, said] = await route(served, searchParams, body);
  send(response, status, said);
}

type Route = (served: Served, query: URLSearchParams, body: Record<string, unknown>) => Promise<[number, object]> | [number, object];

const ROUTES: Readonly<Record<string, Route>> = {
  masterchainInfo: (served) => [200, { last: blockOf(served, headOf(served)), first: blockOf(served, served.world.first) }],
  blocks(served, query) {
    const wanted = query.get("seqno");
    const seqno = wanted === null ? headOf(served) : Number(wanted);
    const has = seqno >= served.world.first && seqno <= headOf(served);
    return [200, { blocks: has ? [blockOf(served, seqno)] : [] }];
  },
  transactions: (served, query) => [200, { transactions: page(served, query) }],
  transactionsByMessage(served, query) {
    const wanted = hashIn(query.get("msg_hash") ?? "");
    const found = visible(served).filter(({ transaction }) => transaction.inMessage && messageHash(transaction.inMessage).equals(wanted));
    return [200, { transactions: found.map((row) => transactionOf(served, row)) }];
  },
  async addressInformation({ world }, query) {
    const contract = await world.blockchain.getContract(Address.parse(query.get("address") ?? ""));
    return [200, { balance: String(contract.balance), status: contract.accountState?.type ?? "uninitialized" }];
  },
  async runGetMethod({ world }, _query, body) {
    const stack = (body["stack"] as { type: string; value: string }[]).map(itemIn);
    return [200, await getMethod(world, Address.parse(String(body["address"])), String(body["method"]), stack)];
  },
  async message({ world, onSent }, _query, body) {
    const cell = Cell.fromBase64(String(body["boc"]));
    try {
      await world.send(cell);
      onSent();
    } catch {
      return [500, { error: "LITE_SERVER_UNKNOWN: cannot apply external message to current state : External message was not accepted" }];
    }
    return [200, { message_hash: base64(cell.hash()), message_hash_norm: base64(cell.hash()) }];
  },
  "jetton/masters": () => [200, { jetton_masters: [] }],
};

const headOf = ({ world, mischief }: Served) => Math.max(world.first, world.head - mischief.lag);

const blockOf = ({ world, mischief }: Served, seqno: number) => ({
  workchain: -1,
  shard: "8000000000000000",
  seqno,
  root_hash: base64(world.hashOf(seqno)),
  file_hash: base64(world.hashOf(-seqno)),
  start_lt: String(world.startOf(seqno)),
  global_id: mischief.globalId ?? Number(world.chain.split(":")[1]),
});

/** What the index holds: nothing above its head, unless it shows what is not final. */
function visible(served: Served): Recorded[] {
  return served.world.recorded.filter(({ block }) => block <= headOf(served) || served.mischief.early);
}

function page(served: Served, query: URLSearchParams): object[] {
  if (served.mischief.empty > 0) {
    served.mischief.empty -= 1;
    return [];
  }
  const hash = query.get("hash");
  const accounts = query.getAll("account").map((account) => spelled(Address.parse(account)));
  const from = BigInt(query.get("start_lt") ?? 0);
  const limit = Math.min(MOST_ROWS, Number(query.get("limit") ?? 10));
  const fits = visible(served).filter(
    ({ transaction }) =>
      (hash === null || transaction.hash().equals(hashIn(hash))) &&
      (accounts.length === 0 || accounts.includes(spelled(accountOf(transaction)))),
  );
  const rows = fits.filter(({ transaction }) => transaction.lt >= from).toSorted(byTime);
  const before = served.mischief.repeats ? fits.filter(({ transaction }) => transaction.lt < from).slice(-2) : [];
  return [...rows.slice(0, limit), ...before].map((row) => transactionOf(served, row));
}

const byTime = (a: Recorded, b: Recorded) => (a.transaction.lt < b.transaction.lt ? -1 : 1);
const accountOf = ({ address }: Recorded["transaction"]) => new Address(0, Buffer.from(address.toString(16).padStart(64, "0"), "hex"));

function transactionOf(served: Served, { transaction, block }: Recorded): object {
  const { description } = transaction;
  const final = block <= headOf(served);
  const compute = description.type === "generic" ? description.computePhase : null;
  return {
    account: raw(accountOf(transaction)),
    hash: base64(transaction.hash()),
    lt: String(transaction.lt),
    now: transaction.now,
    mc_block_seqno: final ? block : null,
    emulated: !final,
    total_fees: String(transaction.totalFees.coins),
    description: {
      type: "ord",
      aborted: description.type === "generic" ? description.aborted : false,
      compute_ph: compute === null ? null : { skipped: compute.type === "skipped", success: compute.type === "vm" && compute.success },
      action: description.type === "generic" && description.actionPhase ? { success: description.actionPhase.success } : null,
    },
    in_msg: transaction.inMessage ? messageOf(transaction.inMessage) : null,
    out_msgs: [...transaction.outMessages.values()].map(messageOf),
  };
}

const messageHash = (message: Message) => beginCell().store(storeMessage(message)).endCell().hash();

function messageOf(message: Message): object {
  const { info, body } = message;
  const inner = info.type === "internal" ? info : null;
  return {
    hash: base64(messageHash(message)),
    source: inner === null ? null : raw(inner.src),
    destination: info.type === "external-out" ? null : raw(info.dest),
    value: inner === null ? null : String(inner.value.coins),
    fwd_fee: inner === null ? null : String(inner.forwardFee),
    bounced: inner === null ? null : inner.bounced,
    message_content: { hash: base64(body.hash()), body: body.toBoc().toString("base64") },
  };
}

async function getMethod(world: TonWorld, address: Address, method: string, stack: TupleItem[]): Promise<object> {
  try {
    const { exitCode, stack: said } = await world.blockchain.runGetMethod(address, method, stack);
    return { exit_code: exitCode, stack: said.map(itemOf) };
  } catch (error) {
    // An account without code, or a method it does not have.
    const exit = error instanceof Error && "exitCode" in error && typeof error.exitCode === "number" ? error.exitCode : -13;
    return { exit_code: exit, stack: [] };
  }
}

function itemIn({ type, value }: { type: string; value: string }): TupleItem {
  if (type === "num") return { type: "int", value: BigInt(value) };
  return { type: type === "slice" ? "slice" : "cell", cell: Cell.fromBase64(value) };
}

function itemOf(item: TupleItem): object {
  if (item.type === "int")
    return { type: "num", value: `${item.value < 0n ? "-" : ""}0x${(item.value < 0n ? -item.value : item.value).toString(16)}` };
  if ("cell" in item) return { type: item.type, value: item.cell.toBoc().toString("base64") };
  return { type: item.type, value: null };
}

/** Hashes are asked for in hex or in either alphabet of base64. */
function hashIn(text: string): Buffer {
  return /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, "hex") : Buffer.from(text.replaceAll("-", "+").replaceAll("_", "/"), "base64");
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BODY) throw new Error("body too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) return;
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
