import { createHash } from "node:crypto";
import { canonicalAddress } from "@amanat/contracts";
import { JettonMinter } from "@ton-community/assets-sdk";
import { type Address, beginCell, Cell, loadTransaction, type Message, type Transaction, Dictionary, SendMode, toNano } from "@ton/core";
import {
  Blockchain,
  type BlockchainTransaction,
  type SandboxContract,
  type SendMessageResult,
  snapshotFromSerializable,
  snapshotToSerializable,
  type TreasuryContract,
} from "@ton/sandbox";
import { addressOf, commentCell } from "./cells.ts";

/** A transaction, and the block of the masterchain that made it final. */
export type Recorded = { readonly transaction: Transaction; readonly block: number };

/** A whole world as text, for a file. */
export type StoredWorld = {
  readonly chain: string;
  readonly name: string;
  readonly first: number;
  readonly blocks: number;
  readonly snapshot: ReturnType<typeof snapshotToSerializable>;
  readonly rows: readonly { readonly boc: string; readonly block: number }[];
};

export type JettonPayment = {
  from: SandboxContract<TreasuryContract>;
  master: Address;
  to: string;
  amount: bigint;
  memo?: string | null;
  /** Nanotons of the notification to the recipient; with none there is no notification. */
  forward?: bigint;
};

const OP_TRANSFER = 0x0f8a7ea5;
const OP_NOTIFICATION = 0x7362d09c;
const entry = (text: string) => beginCell().storeUint(0, 8).storeStringTail(text).endCell();
const keyOf = (name: string) => BigInt(`0x${createHash("sha256").update(name).digest("hex")}`);

/** TEP-64 on the chain. */
function contentOf(words: Readonly<Record<string, string>>): Cell {
  const entries = Dictionary.empty(Dictionary.Keys.BigUint(256), Dictionary.Values.Cell());
  for (const [name, text] of Object.entries(words)) entries.set(keyOf(name), entry(text));
  return beginCell().storeUint(0, 8).storeDict(entries).endCell();
}

/**
 * A chain of TON in this process: the real virtual machine and the real contracts of wallets and jettons, and around them blocks of a masterchain,
 * which are only counted. Every message that is sent becomes one block, with everything that it sets off. Never anything but a development
 * chain: it holds no keys of anybody, and everybody may mint.
 */
export class TonWorld {
  readonly chain: string;
  readonly name: string;
  readonly recorded: Recorded[] = [];
  readonly #blockchain: Blockchain;
  #blocks: number;
  readonly first: number;

  private constructor(blockchain: Blockchain, chain: string, first: number, name?: string) {
    this.#blockchain = blockchain;
    this.chain = chain;
    this.first = first;
    this.#blocks = first;
    // Two worlds share no block: what was followed in one is nothing in another.
    this.name = name ?? createHash("sha256").update(`${Date.now()} ${Math.random()}`).digest("hex").slice(0, 16);
  }

  static async create(chain = "tvm:-31337", first = 1_000): Promise<TonWorld> {
    return new TonWorld(await Blockchain.create({ config: "slim" }), chain, first);
  }

  /** The same world, as it was stored; blocks go on from there. */
  static async restore({ chain, name, first, blocks, snapshot, rows }: StoredWorld): Promise<TonWorld> {
    const world = new TonWorld(await Blockchain.create({ config: "slim" }), chain, first, name);
    await world.#blockchain.loadFrom(snapshotFromSerializable(snapshot));
    for (const { boc, block } of rows) world.recorded.push({ transaction: loadTransaction(Cell.fromBase64(boc).beginParse()), block });
    world.advance(blocks - first);
    return world;
  }

  store(): StoredWorld {
    const { chain, name, first } = this;
    // Its own list of transactions holds every log of the virtual machine.
    const snapshot = snapshotToSerializable({ ...this.#blockchain.snapshot(), transactions: [] });
    const rows = this.recorded.map(({ transaction, block }) => ({ boc: transaction.raw.toBoc().toString("base64"), block }));
    return { chain, name, first, blocks: this.head, snapshot, rows };
  }

  get blockchain(): Blockchain {
    return this.#blockchain;
  }

  /** The newest block of the masterchain. */
  get head(): number {
    return this.#blocks;
  }

  hashOf(block: number): Buffer {
    return createHash("sha256").update(`${this.name} ${block}`).digest();
  }

  /** The logical time at which a block begins: before everything in it. */
  startOf(block: number): bigint {
    return this.recorded.find((row) => row.block >= block)?.transaction.lt ?? this.#blockchain.lt;
  }

  /** Blocks in which nothing happened. */
  advance(blocks = 1): void {
    this.#blocks += blocks;
  }

  /** Puts what a message set off into the next block. */
  record(result: SendMessageResult): BlockchainTransaction[] {
    this.#blocks += 1;
    for (const transaction of result.transactions) this.recorded.push({ transaction, block: this.#blocks });
    return result.transactions;
  }

  async send(message: Message | Cell): Promise<BlockchainTransaction[]> {
    return this.record(await this.#blockchain.sendMessage(message));
  }

  /** A wallet of its own with coin for gas. */
  person(seed: string): Promise<SandboxContract<TreasuryContract>> {
    return this.#blockchain.treasury(seed, { predeploy: true });
  }

  /** A jetton whose master and content are these; two of one name are told apart by their masters alone. */
  async jetton(owner: SandboxContract<TreasuryContract>, words: Readonly<Record<string, string>>): Promise<Address> {
    const made = JettonMinter.createFromConfig({ admin: owner.address, content: contentOf(words) });
    const minter = this.#blockchain.openContract(made);
    this.record(await minter.sendDeploy(owner.getSender(), toNano("0.1")));
    return minter.address;
  }

  async mint(owner: SandboxContract<TreasuryContract>, master: Address, to: string, amount: bigint): Promise<void> {
    const minter = this.#blockchain.openContract(JettonMinter.createFromAddress(master));
    this.record(await minter.sendMint(owner.getSender(), addressOf(to), amount, { value: toNano("0.2") }));
  }

  async walletOf(master: Address, owner: Address): Promise<Address> {
    return this.#blockchain.openContract(JettonMinter.createFromAddress(master)).getWalletAddress(owner);
  }

  /** Where somebody of this address holds a jetton. */
  holdingOf(master: Address, owner: string): Promise<Address> {
    return this.walletOf(master, addressOf(owner));
  }

  /** What somebody of this address holds of a jetton. */
  async balanceOf(master: Address, owner: string): Promise<bigint> {
    const wallet = await this.holdingOf(master, owner);
    const { account } = await this.#blockchain.getContract(wallet);
    if (account.account?.storage.state.type !== "active") return 0n;
    return (await this.#blockchain.runGetMethod(wallet, "get_wallet_data")).stackReader.readBigNumber();
  }

  /** Native coin for somebody, who may have no contract yet. */
  async coin(from: SandboxContract<TreasuryContract>, to: string, value: bigint): Promise<string> {
    const made = this.record(await from.send({ to: addressOf(to), value, bounce: false }));
    return this.of(made, addressOf(to)).hash().toString("hex");
  }

  async coinOf(owner: string): Promise<bigint> {
    return (await this.#blockchain.getContract(addressOf(owner))).balance;
  }

  /** A transfer of jettons, as a wallet makes it. Answers every transaction that it set off. */
  async pay({ from, master, to, amount, memo = null, forward = toNano("0.01") }: JettonPayment): Promise<BlockchainTransaction[]> {
    const body = beginCell()
      .storeUint(OP_TRANSFER, 32)
      .storeUint(7, 64)
      .storeCoins(amount)
      .storeAddress(addressOf(to))
      .storeAddress(from.address)
      .storeMaybeRef(null)
      .storeCoins(forward)
      .storeMaybeRef(memo === null ? null : commentCell(memo))
      .endCell();
    return this.tell(from, await this.walletOf(master, from.address), body, toNano("0.3"));
  }

  /** A notification that a stranger writes: it looks like a true one in everything but who sent it. */
  async forge(by: SandboxContract<TreasuryContract>, to: string, amount: bigint, memo: string): Promise<BlockchainTransaction[]> {
    const body = beginCell()
      .storeUint(OP_NOTIFICATION, 32)
      .storeUint(7, 64)
      .storeCoins(amount)
      .storeAddress(by.address)
      .storeMaybeRef(commentCell(memo))
      .endCell();
    return this.tell(by, addressOf(to), body, toNano("0.05"));
  }

  async tell(by: SandboxContract<TreasuryContract>, to: Address, body: Cell, value: bigint): Promise<BlockchainTransaction[]> {
    return this.record(await by.send({ to, value, body, sendMode: SendMode.PAY_GAS_SEPARATELY, bounce: true }));
  }

  /** The transaction in which an account took something in. */
  of(transactions: readonly BlockchainTransaction[], account: Address): BlockchainTransaction {
    const found = transactions.find(({ address }) => address === BigInt(`0x${account.hash.toString("hex")}`));
    if (found === undefined) throw new Error(`nothing happened at ${account.toString()}`);
    return found;
  }
}

/** The one stored spelling of an account. */
export const spelled = (address: Address): string => canonicalAddress(address.toRawString());
