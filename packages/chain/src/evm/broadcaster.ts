import type { Broadcaster, ChainSpec, TxOutcome } from "@amanat/payment";
import { encodeFunctionData, keccak256, TransactionNotFoundError } from "viem";
import { asHex, decodeTransfer, erc20Abi } from "./logs.ts";
import type { Transfer } from "./logs.ts";
import { assertChainId, refusalOf } from "./rpc.ts";
import { upstream } from "../upstream.ts";
import type { Rpc } from "./rpc.ts";
import { canonicalReceipt, depthOf } from "./verifier.ts";

/** Sending and following transactions. Every call that cannot reach the node throws `UPSTREAM_ERROR`. */
export function createBroadcaster(rpc: Rpc, spec: ChainSpec): Broadcaster {
  return {
    broadcast: (raw) => upstream("broadcast", () => broadcast(rpc, raw)),
    outcome: (txHash) => upstream("outcome of a transaction", () => outcome(rpc, spec, txHash)),
    estimateGas: (call) => upstream("gas estimate", () => estimateGas(rpc, call)),
    fees: () =>
      upstream("fees", async () => {
        const [block, tip] = await Promise.all([rpc.getBlock({ blockTag: "latest" }), rpc.estimateMaxPriorityFeePerGas()]);
        // Twice the base fee survives six full blocks in a row.
        return { maxFeePerGas: (block.baseFeePerGas ?? 0n) * 2n + tip, maxPriorityFeePerGas: tip };
      }),
    nativeBalance: (address) => upstream("balance", () => rpc.getBalance({ address: asHex(address) })),
    nativeAt: (address) =>
      upstream("final balance", async () => {
        const block = await finalBlock(rpc, spec);
        return { block: Number(block), balance: await rpc.getBalance({ address: asHex(address), blockNumber: block }) };
      }),
    tokenBalance: (token, address) =>
      upstream("token balance", () =>
        rpc.readContract({ address: asHex(token), abi: erc20Abi, functionName: "balanceOf", args: [asHex(address)] }),
      ),
    balancesAt: (places) => upstream("final balances", () => balancesAt(rpc, spec, places)),
    transactionCount: (address) =>
      upstream("transaction count", () => rpc.getTransactionCount({ address: asHex(address), blockTag: "latest" })),
    transferCall: async ({ token, to, amount }) =>
      token === null
        ? { to, data: "0x", value: amount }
        : {
            to: token.toLowerCase(),
            data: encodeFunctionData({ abi: erc20Abi, functionName: "transfer", args: [asHex(to), amount] }),
            value: 0n,
          },
  };
}

/** The newest block the policy calls final: deep enough, and finalized where it has to be. */
async function finalBlock(rpc: Rpc, spec: ChainSpec): Promise<bigint> {
  const head = await rpc.getBlockNumber({ cacheTime: 0 });
  const deep = head - BigInt(spec.confirmations - 1);
  const finalized = spec.requireFinalized ? (await rpc.getBlock({ blockTag: "finalized" })).number : deep;
  const block = finalized < deep ? finalized : deep;
  return block < 0n ? 0n : block;
}

async function balancesAt(
  rpc: Rpc,
  spec: ChainSpec,
  places: readonly { token: string | null; address: string }[],
): Promise<{ block: number; balances: bigint[] }> {
  const blockNumber = await finalBlock(rpc, spec);
  const balances = await Promise.all(
    places.map(({ token, address }) =>
      token === null
        ? rpc.getBalance({ address: asHex(address), blockNumber })
        : rpc.readContract({ address: asHex(token), abi: erc20Abi, functionName: "balanceOf", args: [asHex(address)], blockNumber }),
    ),
  );
  return { block: Number(blockNumber), balances };
}

async function broadcast(rpc: Rpc, raw: string): Promise<"accepted" | "known" | { rejected: string }> {
  await assertChainId(rpc);
  try {
    await rpc.sendRawTransaction({ serializedTransaction: asHex(raw) });
    return "accepted";
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    // "already known", "nonce too low": what matters is whether the node has this very transaction.
    return (await knows(rpc, keccak256(asHex(raw)))) ? "known" : { rejected: refusal };
  }
}

async function knows(rpc: Rpc, txHash: string): Promise<boolean> {
  try {
    await rpc.getTransaction({ hash: asHex(txHash) });
    return true;
  } catch (error) {
    if (error instanceof TransactionNotFoundError) return false;
    throw error;
  }
}

async function outcome(rpc: Rpc, spec: ChainSpec, txHash: string): Promise<TxOutcome | null> {
  const receipt = await canonicalReceipt(rpc, txHash);
  if (!receipt) return null;
  const depth = await depthOf(rpc, spec, receipt.blockNumber);
  return {
    status: receipt.status,
    blockNumber: Number(receipt.blockNumber),
    blockHash: receipt.blockHash.toLowerCase(),
    ...depth,
    gasCost: receipt.gasUsed * receipt.effectiveGasPrice,
    transfers: receipt.logs.map((log) => decodeTransfer(log)).filter((transfer): transfer is Transfer => transfer !== null),
  };
}

async function estimateGas(
  rpc: Rpc,
  call: { from: string; to: string; data: string; value: bigint },
): Promise<bigint | { reverts: string }> {
  try {
    return await rpc.estimateGas({ account: asHex(call.from), to: asHex(call.to), data: asHex(call.data), value: call.value });
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return { reverts: refusal };
  }
}
