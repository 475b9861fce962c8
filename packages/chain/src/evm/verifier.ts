import type { Rejection } from "@amanat/contracts";
import type { ChainSpec, ChainView, Expectation, Proof, SettlementVerifier } from "@amanat/payment";
import { numberToHex, TransactionReceiptNotFoundError } from "viem";
import type { TransactionReceipt } from "viem";
import { asHex, decodeTransfer, PROXY_TOPIC, proxyPayments } from "./logs.ts";
import type { RawLog, Transfer } from "./logs.ts";
import { assertChainId, refusalOf } from "./rpc.ts";
import { upstream } from "../upstream.ts";
import type { Rpc } from "./rpc.ts";

/**
 * The safety layer's own look at the chain: it believes nothing it was told. Checks, in this order: chain, allow-listed
 * token, allow-listed proxy, the receipt in the named block, that block on the canonical chain, the receipt's status,
 * the log, and then depth and finality. Failing to reach the node throws `UPSTREAM_ERROR`.
 */
export function createVerifier(rpc: Rpc, spec: ChainSpec, allowedTokens: readonly string[]): SettlementVerifier {
  const tokens = new Set(allowedTokens.map((token) => token.toLowerCase()));
  const mine = (chain: string) => {
    if (chain !== spec.chain) throw new Error(`no node for ${chain}`);
  };
  return {
    verify: (expectation) => upstream("proof of a transfer", () => verify(rpc, spec, tokens, expectation)),
    head: (chain) =>
      upstream("newest block", async () => {
        mine(chain);
        return Number(await rpc.getBlockNumber());
      }),
    blocks: (chain, heights) =>
      upstream("blocks", () => {
        mine(chain);
        return viewOf(rpc, spec, heights);
      }),
  };
}

async function verify(rpc: Rpc, spec: ChainSpec, tokens: ReadonlySet<string>, expected: Expectation): Promise<Proof> {
  if (expected.chain !== spec.chain) return rejected("wrong_chain");
  if (!tokens.has(expected.token.toLowerCase())) return rejected("wrong_token");
  if (expected.through !== null && expected.through.contract.toLowerCase() !== spec.proxy?.toLowerCase()) return rejected("wrong_proxy");
  await assertChainId(rpc);

  const receipt = await canonicalReceipt(rpc, expected.txHash);
  if (!receipt || receipt.blockHash.toLowerCase() !== expected.blockHash.toLowerCase()) return { verdict: "gone" };
  if (receipt.status !== "success") return rejected("failed_transaction");

  const judged = judgeLogs(receipt.logs, expected);
  if ("reason" in judged) return rejected(judged.reason);

  const depth = await depthOf(rpc, spec, receipt.blockNumber);
  if (depth.confirmations < spec.confirmations || (spec.requireFinalized && !depth.finalized)) return { verdict: "pending", ...depth };
  return {
    verdict: "proved",
    blockNumber: Number(receipt.blockNumber),
    blockHash: receipt.blockHash.toLowerCase(),
    sender: judged.from,
    origin: receipt.from.toLowerCase(),
    amount: judged.amount,
    ...depth,
  };
}

/**
 * Whether the logs of one transaction contain what was expected: the Transfer at that position with our token,
 * recipient and amount, and for proxy payments the proxy's event for exactly that Transfer with our reference.
 */
export function judgeLogs(logs: readonly RawLog[], expected: Expectation): Transfer | { reason: Rejection } {
  const log = logs.find((candidate) => candidate.logIndex === expected.logIndex);
  const transfer = log ? decodeTransfer(log) : null;
  if (!transfer) return { reason: "not_found" };
  if (transfer.token !== expected.token.toLowerCase()) return { reason: "wrong_token" };
  if (transfer.to !== expected.recipient.toLowerCase()) return { reason: "wrong_recipient" };
  // A transfer of nothing is address poisoning, never a payment.
  if (transfer.amount !== expected.amount || transfer.amount === 0n) return { reason: "amount_mismatch" };
  if (expected.through === null) return transfer;

  const proxy = expected.through.contract.toLowerCase();
  const payment = proxyPayments(logs, new Set([proxy])).find((made) => made.transfer?.logIndex === transfer.logIndex);
  if (payment) return payment.referenceHash === expected.through.referenceHash.toLowerCase() ? transfer : { reason: "not_found" };
  const byAnother = logs.some(
    (candidate) => candidate.topics[0]?.toLowerCase() === PROXY_TOPIC && candidate.address.toLowerCase() !== proxy,
  );
  return { reason: byAnother ? "wrong_proxy" : "not_found" };
}

/** The receipt of a transaction when its block is on the canonical chain right now, else null. */
export async function canonicalReceipt(rpc: Rpc, txHash: string): Promise<TransactionReceipt | null> {
  const receipt = await rpc.getTransactionReceipt({ hash: asHex(txHash) }).catch((error: unknown) => {
    if (error instanceof TransactionReceiptNotFoundError) return null;
    throw error;
  });
  if (!receipt) return null;
  const block = await rpc.request({ method: "eth_getBlockByNumber", params: [`0x${receipt.blockNumber.toString(16)}`, false] });
  // Read after the receipt: a node that reorganised in between shows another block here.
  if (!block || block.hash?.toLowerCase() !== receipt.blockHash.toLowerCase()) return null;
  return receipt;
}

/** How deep a block lies: its own block counts as one confirmation. */
export async function depthOf(rpc: Rpc, spec: ChainSpec, blockNumber: bigint): Promise<{ confirmations: number; finalized: boolean }> {
  const [head, finalized] = await Promise.all([rpc.getBlockNumber({ cacheTime: 0 }), finalizedNumber(rpc, spec)]);
  return { confirmations: Math.max(0, Number(head - blockNumber) + 1), finalized: finalized !== null && finalized >= blockNumber };
}

/** Calls of one tick travel in one request, so that one node answers all of them. */
async function viewOf(rpc: Rpc, spec: ChainSpec, heights: readonly number[]): Promise<ChainView> {
  const [head, finalized, ...hashes] = await Promise.all([
    rpc.getBlockNumber({ cacheTime: 0 }),
    finalizedNumber(rpc, spec),
    ...heights.map((height) => hashAt(rpc, height)),
  ]);
  const known = heights.flatMap((height, index): [number, string][] => (hashes[index] ? [[height, hashes[index].toLowerCase()]] : []));
  return { head: Number(head), finalized: finalized === null ? null : Number(finalized), hashes: new Map(known) };
}

/** Null for a height that the node does not have, or has no more: some drop their old history and refuse to answer. */
async function hashAt(rpc: Rpc, height: number): Promise<string | null> {
  try {
    return (await rpc.request({ method: "eth_getBlockByNumber", params: [numberToHex(height), false] }))?.hash ?? null;
  } catch (error) {
    if (refusalOf(error) === null) throw error;
    return null;
  }
}

async function finalizedNumber(rpc: Rpc, spec: ChainSpec): Promise<bigint | null> {
  try {
    return (await rpc.getBlock({ blockTag: "finalized" })).number;
  } catch (error) {
    // A chain without the tag is fine only where the policy does not ask for it.
    if (spec.requireFinalized) throw error;
    return null;
  }
}

function rejected(reason: Rejection): Proof {
  return { verdict: "rejected", reason };
}
