import { DomainError } from "@amanat/contracts";
import { beginCell, type Cell } from "@ton/core";
import { addressOf, cellIn, stored } from "./jettons.ts";
import {
  blocksSchema,
  type IndexedTransaction,
  MASTER_SHARD,
  masterchainSchema,
  mastersSchema,
  Refused,
  sentSchema,
  stackSchema,
  stateSchema,
  type Toncenter,
  transactionsSchema,
} from "./toncenter.ts";

/** Hashes of final blocks that are kept: they never change. */
const KEPT = 10_000;
/** How many blocks of the masterchain a shard may be behind, at most. */
const BEHIND = 16;
/** Transactions of one page. */
export const PAGE = 256;

type Item = { type: "slice" | "num" | "cell"; value: string };

/** One chain of TON, as it is asked by everything of ours. */
export type TonNode = ReturnType<typeof tonNode>;

export function tonNode(center: Toncenter) {
  return { ...blocksOf(center), ...contractsOf(center) };
}

/** Its blocks and transactions. */
function blocksOf(center: Toncenter) {
  const hashes = new Map<number, string>();
  return {
    /** The newest block of the masterchain: what is in one is final. */
    async head(): Promise<{ seqno: number; hash: string }> {
      const { last } = await center.ask({ path: "masterchainInfo" }, masterchainSchema);
      return { seqno: last.seqno, hash: last.root_hash };
    },
    /** A logical time before everything that a block of the masterchain, or a later one, made final; zero where its service has forgotten. */
    async timeBefore(seqno: number): Promise<bigint> {
      // Blocks of the shards are built on masterchain blocks that are a few older than the one that makes them final.
      const query = { workchain: -1, shard: MASTER_SHARD, seqno: Math.max(0, seqno - BEHIND), limit: 1 };
      const { blocks } = await center.ask({ path: "blocks", query }, blocksSchema);
      return blocks[0]?.start_lt ?? 0n;
    },
    /** The hash that a block of the masterchain has now; null for one that the service does not have. Not kept. */
    async freshHashAt(seqno: number): Promise<string | null> {
      const { blocks } = await center.ask({ path: "blocks", query: { workchain: -1, shard: MASTER_SHARD, seqno, limit: 1 } }, blocksSchema);
      return blocks.find((block) => block.seqno === seqno)?.root_hash ?? null;
    },
    /** The hash of a block of the masterchain; null for one that the service does not have. */
    async hashAt(seqno: number): Promise<string | null> {
      const known = hashes.get(seqno);
      if (known !== undefined) return known;
      const hash = await this.freshHashAt(seqno);
      if (hash === null) return null;
      if (hashes.size >= KEPT) hashes.delete(hashes.keys().next().value ?? 0);
      hashes.set(seqno, hash);
      return hash;
    },
    async transaction(hash: string): Promise<IndexedTransaction | null> {
      const query = { hash: Buffer.from(hash, "hex").toString("base64"), limit: 2 };
      const { transactions } = await center.ask({ path: "transactions", query }, transactionsSchema);
      return transactions.find((found) => found.hash === hash) ?? null;
    },
    /** A page of an account's transactions from a logical time on, the oldest first. */
    async transactionsFrom(account: string, lt: bigint): Promise<IndexedTransaction[]> {
      const query = { account: addressOf(account).toRawString(), start_lt: String(lt), limit: PAGE, sort: "asc" };
      const { transactions } = await center.ask({ path: "transactions", query }, transactionsSchema);
      return transactions.filter((found) => stored(found.account) === account);
    },
    /** The transactions that a message set off, by the hash of the message; null where it was never executed. */
    async executionOf(messageHash: string): Promise<IndexedTransaction | null> {
      const query = { msg_hash: Buffer.from(messageHash, "hex").toString("base64"), direction: "in", limit: 2 };
      const { transactions } = await center.ask({ path: "transactionsByMessage", query }, transactionsSchema);
      return transactions[0] ?? null;
    },
  };
}

/** Its accounts and contracts. */
function contractsOf(center: Toncenter) {
  const wallets = new Map<string, Promise<string>>();

  async function run(address: string, method: string, stack: readonly Item[]) {
    return center.ask({ path: "runGetMethod", body: { address: addressOf(address).toRawString(), method, stack } }, stackSchema);
  }

  return {
    /** The balance of a token that an account holds. Zero where it never had any. */
    async jettonBalance(token: string, owner: string): Promise<bigint> {
      const { exit_code: exit, stack } = await run(await this.walletOf(token, owner), "get_wallet_data", []);
      // -13 and -256 are answers of an account without code: its wallet has never been made.
      return exit === 0 ? numberIn(stack[0]) : 0n;
    },
    async state(address: string): Promise<{ balance: bigint; active: boolean }> {
      const found = await center.ask({ path: "addressInformation", query: { address: addressOf(address).toRawString() } }, stateSchema);
      return { balance: found.balance, active: found.status === "active" };
    },
    /** The number of messages that a wallet has executed. Zero for one that was never made. */
    async seqnoOf(address: string): Promise<number> {
      const { exit_code: exit, stack } = await run(address, "seqno", []);
      return exit === 0 ? Number(numberIn(stack[0])) : 0;
    },
    async jettonContent(token: string): Promise<Cell> {
      const { exit_code: exit, stack } = await run(token, "get_jetton_data", []);
      if (exit !== 0) throw new DomainError("UPSTREAM_ERROR", `${token} is no jetton.`);
      return cellAt(stack[3]);
    },
    /**
     * The wallet that holds an owner's jettons, as the token's own master names it. This is what tells a jetton from a clone of it: a clone has
     * another master, and so other wallets. It never changes.
     */
    walletOf(token: string, owner: string): Promise<string> {
      const key = `${token}/${owner}`;
      const known = wallets.get(key);
      if (known !== undefined) return known;
      const argument = beginCell().storeAddress(addressOf(owner)).endCell().toBoc().toString("base64");
      const asked = run(token, "get_wallet_address", [{ type: "slice", value: argument }]).then(({ exit_code: exit, stack }) => {
        if (exit !== 0) throw new DomainError("UPSTREAM_ERROR", `${token} is no jetton.`);
        return stored(cellAt(stack[0]).beginParse().loadAddress().toRawString());
      });
      if (wallets.size >= KEPT) wallets.clear();
      wallets.set(key, asked);
      asked.catch(() => wallets.delete(key));
      return asked;
    },
    /** Hands a signed message to the network. The refusal's words where it is refused. */
    async send(boc: string): Promise<{ rejected: string } | null> {
      try {
        await center.ask({ path: "message", body: { boc } }, sentSchema);
        return null;
      } catch (error) {
        if (error instanceof Refused) return { rejected: error.message };
        throw error;
      }
    },
    masters: (token: string) =>
      center.ask({ path: "jetton/masters", query: { address: addressOf(token).toRawString(), limit: 1 } }, mastersSchema),
  };
}

type StackItem = { type: string; value: unknown } | undefined;

function numberIn(item: StackItem): bigint {
  if (item?.type !== "num" || typeof item.value !== "string" || !/^(0x[0-9a-f]+|\d+)$/i.test(item.value))
    throw new DomainError("UPSTREAM_ERROR", "The chain answered no number.");
  return BigInt(item.value);
}

function cellAt(item: StackItem): Cell {
  if (item === undefined || typeof item.value !== "string") throw new DomainError("UPSTREAM_ERROR", "The chain answered no cell.");
  return cellIn(item.value);
}
