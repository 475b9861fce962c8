import type { Broadcaster, ChainSpec, TransferLog, TxOutcome } from "@amanat/payment";
import { beginCell, Cell } from "@ton/core";
import { addressOf, arrivalIn, cellIn, stored, succeeded, TRANSFER } from "./jettons.ts";
import type { TonNode } from "./node.ts";
import { type IndexedTransaction } from "./toncenter.ts";
import { upstream } from "../upstream.ts";

/** Nanotons that travel with a transfer of jettons, of which the unused part comes back; a new wallet of the recipient is made of them. */
const TRANSFER_GAS = 60_000_000n;
/** What a transfer of native coin costs at most. */
const NATIVE_GAS = 10_000_000n;
/** The smallest forward: the recipient's wallet is told that money came, and nothing hangs on whether it listens. */
const FORWARD = 1n;
/** Transactions that one message of ours sets off, at most: a transfer is five or six. */
const MOST_STEPS = 16;
/** How often balances are read anew because a block came meanwhile. */
const MOST_TRIES = 5;

/**
 * Sending and following messages. A message out of the escrow wallet is named by its own hash; it is mined once everything that it set off is in
 * the masterchain. Every call that cannot reach the service throws `UPSTREAM_ERROR`.
 */
export function createBroadcaster(node: TonNode, spec: ChainSpec, tokens: readonly string[]): Broadcaster {
  const { escrowWallet } = spec;
  return {
    broadcast: (raw) =>
      upstream("broadcast", async () => {
        const refused = await node.send(raw);
        if (refused === null) return "accepted";
        // "exit code 133" of a message whose number is used: what matters is whether this very message used it.
        return (await node.executionOf(Cell.fromBase64(raw).hash().toString("hex"))) === null ? refused : "known";
      }),
    outcome: (hash) => upstream("outcome of a message", () => outcome(node, { escrowWallet, tokens, confirmationsOf: depth(node) }, hash)),
    estimateGas: async ({ value }) => (value > 0n ? NATIVE_GAS : TRANSFER_GAS),
    fees: async () => ({ maxFeePerGas: 1n, maxPriorityFeePerGas: 0n }),
    nativeBalance: (address) => upstream("balance", async () => (await node.state(address)).balance),
    tokenBalance: (token, address) => upstream("token balance", () => node.jettonBalance(token, address)),
    balancesAt: (places) => upstream("balances in one block", () => balancesAt(node, places)),
    transactionCount: (address) => upstream("number of messages", () => node.seqnoOf(address)),
    transferCall: ({ token, to, amount }) =>
      upstream("our wallet of a token", async () =>
        token === null
          ? { to, data: "", value: amount }
          : { to: await node.walletOf(token, escrowWallet), data: transferBody({ to, amount, back: escrowWallet }), value: 0n },
      ),
  };
}

/**
 * The service says what is held now and not in which block. Where the newest block of the masterchain is the same before and after, it is of that
 * block, or of the one that is being indexed; whoever compares looks twice.
 */
async function balancesAt(
  node: TonNode,
  places: readonly { token: string | null; address: string }[],
): Promise<{ block: number; balances: bigint[] }> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const { seqno: block } = await node.head();
    const balances: bigint[] = [];
    for (const { token, address } of places)
      balances.push(token === null ? (await node.state(address)).balance : await node.jettonBalance(token, address));
    if ((await node.head()).seqno === block) return { block, balances };
  }
  throw new Error("the chain went on while balances were read");
}

/** TEP-74's `transfer`, with nothing said beside it. */
function transferBody({ to, amount, back }: { to: string; amount: bigint; back: string }): string {
  return beginCell()
    .storeUint(TRANSFER, 32)
    .storeUint(0, 64)
    .storeCoins(amount)
    .storeAddress(addressOf(to))
    .storeAddress(addressOf(back))
    .storeMaybeRef(null)
    .storeCoins(FORWARD)
    .storeMaybeRef(null)
    .endCell()
    .toBoc()
    .toString("base64");
}

const depth = (node: TonNode) => async (height: number) => (await node.head()).seqno - height + 1;

type Ours = { escrowWallet: string; tokens: readonly string[]; confirmationsOf(height: number): Promise<number> };

/** Null until everything that the message set off has happened. What came back to the escrow wallet lowers the cost. */
async function outcome(node: TonNode, ours: Ours, hash: string): Promise<TxOutcome | null> {
  const steps = await stepsOf(node, hash);
  const [first] = steps ?? [];
  if (steps === null || first === undefined) return null;
  const height = Math.max(...steps.map((step) => step.mc_block_seqno ?? 0));
  const [blockHash, confirmations] = await Promise.all([node.hashAt(height), ours.confirmationsOf(height)]);
  if (blockHash === null || confirmations < 1) return null;
  const spent = first.out_msgs.reduce((sum, { value, fwd_fee: fee }) => sum + value + fee, first.total_fees);
  const back = steps.slice(1).filter((step) => stored(step.account) === ours.escrowWallet);
  const returned = back.reduce((sum, step) => sum + (step.in_msg?.value ?? 0n) - step.total_fees, 0n);
  const transfers = await transfersIn(node, ours, steps);
  const native = nativeIn(first, ours);
  const arrived = transfers.length > 0 || native > 0n;
  return {
    status: arrived ? "success" : "reverted",
    blockNumber: height,
    blockHash,
    confirmations,
    finalized: true,
    gasCost: spent - returned - native,
    transfers,
  };
}

/** The transactions that a message set off, itself first; null while one of its messages is not executed, or not in the masterchain. */
async function stepsOf(node: TonNode, hash: string): Promise<IndexedTransaction[] | null> {
  const steps: IndexedTransaction[] = [];
  const waiting = [hash];
  while (waiting.length > 0 && steps.length < MOST_STEPS) {
    const step = await node.executionOf(waiting.shift() ?? "");
    if (step === null || step.mc_block_seqno === null || step.emulated === true) return null;
    steps.push(step);
    for (const message of step.out_msgs) if (message.destination) waiting.push(message.hash);
  }
  return steps;
}

/** Native coin that the message sent to somebody else. What went to a jetton wallet of ours was no gift: it has a body. */
function nativeIn(first: IndexedTransaction, { escrowWallet }: Ours): bigint {
  const sent = first.out_msgs.find(({ destination }) => destination && stored(destination) !== escrowWallet);
  if (sent === undefined) return 0n;
  const body = sent.message_content?.body;
  return body === undefined || cellIn(body).bits.length === 0 ? sent.value : 0n;
}

/** Jettons that our wallets sent, and that the recipient's own wallet of the same master has taken in. */
async function transfersIn(node: TonNode, { escrowWallet, tokens }: Ours, steps: readonly IndexedTransaction[]): Promise<TransferLog[]> {
  const made: TransferLog[] = [];
  for (const token of tokens) {
    const wallet = await node.walletOf(token, escrowWallet);
    const asked = steps.find((step) => stored(step.account) === wallet && succeeded(step) && transferIn(step) !== null);
    const transfer = asked === undefined ? null : transferIn(asked);
    if (transfer === null) continue;
    const theirs = await node.walletOf(token, transfer.to);
    const arrived = steps.some((step) => stored(step.account) === theirs && succeeded(step) && arrivalIn(step)?.amount === transfer.amount);
    if (arrived) made.push({ logIndex: 0, token, from: escrowWallet, to: transfer.to, amount: transfer.amount });
  }
  return made;
}

function transferIn(step: IndexedTransaction): { to: string; amount: bigint } | null {
  const body = step.in_msg?.message_content?.body;
  if (body === undefined) return null;
  try {
    const slice = cellIn(body).beginParse();
    if (slice.loadUint(32) !== TRANSFER) return null;
    slice.loadUintBig(64);
    const amount = slice.loadCoins();
    return { amount, to: stored(slice.loadAddress().toRawString()) };
  } catch {
    return null;
  }
}
