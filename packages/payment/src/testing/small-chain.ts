/**
 * A chain in memory, for payment's tests alone: accounts, nonces, blocks, one kind of token, and every
 * misbehaviour a test asks for. It keeps its own books, so that ours can be compared with them.
 */
import { randomInt, randomUUID } from "node:crypto";
import { callOf, outbids } from "./small-call.ts";
import { type Mined, nativeSince, tokensSince } from "./small-mined.ts";
import { COUNTERFEIT, depositAddress, ESCROW, hex, TOKEN } from "./small-names.ts";
import type { Broadcaster, ChainView, Expectation, Proof, Signers, TransferLog, TransferSigner, TxOutcome, UnsignedTx } from "../ports.ts";

export { COUNTERFEIT, depositAddress, ESCROW, hex, OTHER_TOKEN, PROXY, TOKEN } from "./small-names.ts";

const GAS_USED = 21_000n;

/** How deep a block must lie, and what gas costs: no two chains of a test are alike. */
export type Policy = { readonly confirmations: number; readonly gasPrice: bigint };

export type Sent = UnsignedTx & { from: string; hash: string };
/** Where a log was mined. */
export type Place = { txHash: string; blockHash: string; blockNumber: number; logIndex: number };

export class SmallChain {
  readonly policy: Policy;

  constructor(policy: Policy = { confirmations: 3, gasPrice: 10n }) {
    this.policy = policy;
  }

  /** A chain of its own for each test: its payouts, nonces and accounts are nobody else's. */
  readonly id = `eip155:${randomInt(1_000_000, 2_000_000_000)}`;
  head = 100;
  readonly tokens = new Map<string, bigint>();
  readonly others = new Map<string, Map<string, bigint>>();
  readonly native = new Map<string, bigint>([[ESCROW, 10n ** 18n]]);
  /** Waiting to be mined, by hash. */
  readonly pool = new Map<string, Sent>();
  readonly mined = new Map<string, Mined>();
  readonly nonces = new Map<string, number>();
  /** Every signature ever made, in order: two for one step would be two payments waiting to happen. */
  readonly signatures: Sent[] = [];
  /** Set by a test: what a node answers to the next broadcasts, before it behaves again. */
  refusals: ("throws" | "rejects" | "forgets")[] = [];
  /** What a unit of gas costs now: what offers less is not mined. A test raises it. */
  asks = 0n;
  /** Transactions to these addresses revert. */
  readonly reverting = new Set<string>();
  /** No two worlds share a block or a transaction. */
  readonly #world = randomUUID();
  /** Blocks are named anew after a reorg. */
  #fork = 0;
  /** Blocks that left the chain. */
  readonly #left = new Set<string>();

  blockHash(number: number): string {
    return hex(32, "block", this.#world, this.#fork, number);
  }

  mine(blocks = 1): void {
    for (let n = 0; n < blocks; n += 1) {
      this.head += 1;
      this.#execute();
    }
  }

  #execute(): void {
    const next = () => [...this.pool.values()].find((tx) => tx.nonce === (this.nonces.get(tx.from) ?? 0) && tx.maxFeePerGas >= this.asks);
    for (let tx = next(); tx; tx = next()) {
      this.pool.delete(tx.hash);
      this.#run(tx);
    }
  }

  #run(tx: Sent): void {
    this.nonces.set(tx.from, tx.nonce + 1);
    const gasCost = GAS_USED * this.policy.gasPrice;
    this.#move(this.native, tx.from, "gas", gasCost);
    const transfers: TransferLog[] = [];
    let status: Mined["status"] = "success";
    if (tx.data === "0x") {
      if (this.reverting.has(tx.to)) status = "reverted";
      else this.#move(this.native, tx.from, tx.to, tx.value);
    } else {
      const [to = "", amount = "0"] = tx.data.split(":");
      if (this.reverting.has(to) || (this.bookOf(tx.to).get(tx.from) ?? 0n) < BigInt(amount)) status = "reverted";
      else {
        this.#move(this.bookOf(tx.to), tx.from, to, BigInt(amount));
        transfers.push({ logIndex: 0, token: tx.to, from: tx.from, to, amount: BigInt(amount) });
      }
    }
    const native = { from: tx.from, to: tx.to, value: status === "success" ? tx.value : 0n, gas: gasCost };
    this.mined.set(tx.hash, { block: this.head, blockHash: this.blockHash(this.head), status, transfers, gasCost, native });
  }

  #move(book: Map<string, bigint>, from: string, to: string, amount: bigint): void {
    book.set(from, (book.get(from) ?? 0n) - amount);
    book.set(to, (book.get(to) ?? 0n) + amount);
  }

  /** Balances of a token by address. */
  bookOf(token: string): Map<string, bigint> {
    if (token === TOKEN) return this.tokens;
    const book = this.others.get(token) ?? new Map<string, bigint>();
    this.others.set(token, book);
    return book;
  }

  /** Somebody outside sends native coin plainly: no log tells of it. */
  payNative(payment: { to: string; amount: bigint }): void {
    this.mine();
    const from = `0x${"ab".repeat(20)}`;
    this.#move(this.native, from, payment.to, payment.amount);
    this.mined.set(hex(32, "native", this.#world, this.head, payment.to), {
      block: this.head,
      blockHash: this.blockHash(this.head),
      status: "success",
      transfers: [],
      gasCost: 0n,
      native: { from, to: payment.to, value: payment.amount, gas: 0n },
    });
  }

  /** What an address held in a block: what it holds, without what moved since. */
  nativeIn(address: string, block: number): bigint {
    return (this.native.get(address) ?? 0n) - nativeSince(this.mined.values(), address, block);
  }

  tokensIn(token: string, address: string, block: number): bigint {
    return (
      (this.bookOf(token).get(address) ?? 0n) - (token === COUNTERFEIT ? 0n : tokensSince(this.mined.values(), { token, address, block }))
    );
  }

  /** Somebody outside pays many times in one transaction: mined in the next block, one log each from index 0. */
  payMany(payments: readonly { to: string; amount: bigint; token?: string; from?: string }[]): Omit<Place, "logIndex"> {
    this.mine();
    const txHash = hex(32, "payments", this.#world, this.head);
    const transfers = payments.map(({ to, amount, token = TOKEN, from = `0x${"aa".repeat(20)}` }, logIndex) => {
      if (token !== COUNTERFEIT) this.#move(this.bookOf(token), from, to, amount);
      return { logIndex, token, from, to, amount };
    });
    const place = { blockHash: this.blockHash(this.head), status: "success", gasCost: 0n } as const;
    this.mined.set(txHash, { ...place, block: this.head, transfers });
    return { txHash, blockHash: place.blockHash, blockNumber: this.head };
  }

  /** Somebody outside pays: mined in the next block. */
  pay(payment: {
    to: string;
    amount: bigint;
    token?: string;
    from?: string;
    fails?: boolean;
    logIndex?: number;
    reference?: string;
    origin?: string;
  }): Place {
    this.mine();
    const { to, amount, token = TOKEN, from = `0x${"aa".repeat(20)}`, fails = false, logIndex = 0 } = payment;
    const txHash = hex(32, "payment", this.#world, this.head, to, amount.toString(), token);
    if (!fails && token !== COUNTERFEIT) this.#move(this.bookOf(token), from, to, amount);
    const transfers = fails ? [] : [{ logIndex, token, from, to, amount }];
    this.mined.set(txHash, {
      block: this.head,
      blockHash: this.blockHash(this.head),
      status: fails ? "reverted" : "success",
      transfers,
      gasCost: 0n,
      ...(payment.reference === undefined ? {} : { reference: payment.reference }),
      ...(payment.origin === undefined ? {} : { origin: payment.origin }),
    });
    return { txHash, blockHash: this.blockHash(this.head), blockNumber: this.head, logIndex };
  }

  /** A transaction falls out of the chain; with `again`, it is mined in another block, its log elsewhere. */
  reorg(txHash: string, again?: { logIndex: number }): Place {
    const was = this.mined.get(txHash);
    if (!was) throw new Error("nothing to reorganise");
    this.#fork += 1;
    this.mined.delete(txHash);
    this.#left.add(was.blockHash);
    this.head += 1;
    const logIndex = again?.logIndex ?? 0;
    const blockHash = this.blockHash(this.head);
    if (again)
      this.mined.set(txHash, { ...was, block: this.head, blockHash, transfers: was.transfers.map((log) => ({ ...log, logIndex })) });
    return { txHash, blockHash, blockNumber: this.head, logIndex };
  }

  /** A payment from outside leaves the chain, and its tokens with it. Answers the way to have it mined after all, in another block. */
  drop(txHash: string): () => Place {
    const was = this.mined.get(txHash);
    this.reorg(txHash);
    for (const { token, from, to, amount } of was?.transfers ?? []) this.#move(this.bookOf(token), to, from, amount);
    return () => {
      for (const { token, from, to, amount } of was?.transfers ?? []) this.#move(this.bookOf(token), from, to, amount);
      if (was) this.mined.set(txHash, was);
      return this.reorg(txHash, { logIndex: was?.transfers[0]?.logIndex ?? 0 });
    };
  }

  depth(block: number): { confirmations: number; finalized: boolean } {
    return { confirmations: this.head - block + 1, finalized: this.head - block >= this.policy.confirmations };
  }

  /** What its node says of these heights. Blocks without transactions have the names of the newest branch. */
  view(heights: readonly number[]): ChainView {
    const standing = [...this.mined.values()].filter(({ blockHash }) => !this.#left.has(blockHash));
    const named = new Map(standing.map(({ block, blockHash }) => [block, blockHash]));
    const known = heights.filter((height) => height <= this.head);
    const hashes = new Map(known.map((height) => [height, named.get(height) ?? this.blockHash(height)]));
    return { head: this.head, finalized: this.head - this.policy.confirmations, hashes };
  }

  verify(expected: Expectation): Proof {
    const found = this.mined.get(expected.txHash);
    if (!found || found.blockHash !== expected.blockHash) return { verdict: "gone" };
    if (found.status === "reverted") return { verdict: "rejected", reason: "failed_transaction" };
    const log = found.transfers.find((each) => each.logIndex === expected.logIndex);
    if (!log) return { verdict: "rejected", reason: "not_found" };
    if (log.token !== expected.token) return { verdict: "rejected", reason: "wrong_token" };
    if (log.to !== expected.recipient) return { verdict: "rejected", reason: "wrong_recipient" };
    if (log.amount !== expected.amount) return { verdict: "rejected", reason: "amount_mismatch" };
    if (expected.through !== null && found.reference !== undefined && found.reference !== expected.through.referenceHash)
      return { verdict: "rejected", reason: "not_found" };
    const depth = this.depth(found.block);
    const said = { sender: log.from, origin: found.origin ?? log.from, amount: log.amount };
    return depth.confirmations >= this.policy.confirmations && depth.finalized
      ? { ...said, verdict: "proved", blockNumber: found.block, blockHash: found.blockHash, ...depth }
      : { verdict: "pending", ...depth };
  }

  signer(address: string): TransferSigner {
    return {
      address,
      sign: (tx) => {
        const hash = hex(32, this.#world, address, tx.nonce, tx.to, tx.data, tx.value.toString(), this.signatures.length);
        this.signatures.push({ ...tx, from: address, hash });
        return Promise.resolve({ raw: hash, hash });
      },
    };
  }

  signers(): Signers {
    return { escrow: () => this.signer(ESCROW), derived: (index) => this.signer(depositAddress(index)) };
  }

  #outcome(txHash: string): TxOutcome | null {
    const found = this.mined.get(txHash);
    if (!found) return null;
    return {
      status: found.status,
      blockNumber: found.block,
      blockHash: found.blockHash,
      ...this.depth(found.block),
      gasCost: found.gasCost,
      transfers: found.transfers,
    };
  }

  #broadcast(raw: string): "accepted" | "known" | { rejected: string } {
    const refusal = this.refusals.shift();
    if (refusal === "throws") throw new Error("the node is down");
    if (refusal === "rejects") return { rejected: "try again later" };
    if (this.pool.has(raw) || this.mined.has(raw)) return "known";
    const tx = this.signatures.find((each) => each.hash === raw);
    if (!tx) return { rejected: "not a transaction" };
    const cost = tx.gas * tx.maxFeePerGas + tx.value;
    if ((this.native.get(tx.from) ?? 0n) < cost) return { rejected: "insufficient funds" };
    if (tx.nonce < (this.nonces.get(tx.from) ?? 0)) return { rejected: "nonce too low" };
    const before = [...this.pool.values()].find(({ from, nonce }) => from === tx.from && nonce === tx.nonce);
    if (before && !outbids(tx, before)) return { rejected: "replacement transaction underpriced" };
    if (refusal === "forgets") return "accepted";
    if (before) this.pool.delete(before.hash);
    this.pool.set(raw, tx);
    return "accepted";
  }

  broadcaster(): Broadcaster {
    return {
      broadcast: async (raw) => this.#broadcast(raw),
      outcome: async (txHash) => this.#outcome(txHash),
      estimateGas: async ({ data }) => (this.reverting.has(data.split(":")[0] ?? "") ? { reverts: "blocked" } : GAS_USED),
      fees: async () => ({ maxFeePerGas: this.asks > this.policy.gasPrice ? this.asks : this.policy.gasPrice, maxPriorityFeePerGas: 1n }),
      nativeAt: async (address) => {
        const block = this.head - this.policy.confirmations;
        return { block, balance: this.nativeIn(address, block) };
      },
      nativeBalance: async (address) => this.native.get(address) ?? 0n,
      tokenBalance: async (token, address) => this.bookOf(token).get(address) ?? 0n,
      balancesAt: async (places) => {
        const block = this.head - this.policy.confirmations;
        const held = ({ token, address }: { token: string | null; address: string }) =>
          token === null ? this.nativeIn(address, block) : this.tokensIn(token, address, block);
        return { block, balances: places.map(held) };
      },
      transactionCount: async (address) => this.nonces.get(address) ?? 0,
      transferCall: async ({ token, to, amount }) => callOf(token, to, amount),
    };
  }
}
