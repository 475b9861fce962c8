import type { Rejection } from "@amanat/contracts";
import type { ChainSpec, Expectation, Proof, SettlementVerifier } from "@amanat/payment";
import { arrivalIn, memoHash, stored, succeeded } from "./jettons.ts";
import type { TonNode } from "./node.ts";
import { upstream } from "../upstream.ts";

/**
 * The safety layer's own look at the chain: it believes nothing it was told. What is proved is a transaction of *our* jetton wallet, at the
 * address that an allow-listed master names for the escrow wallet, which took in the amount and whose actions stand: a clone has other
 * wallets, and a notification to the escrow wallet, forged or true, is another account's transaction. Whether the escrow wallet was notified,
 * and what became of the notification, does not count. Checks in this order: chain, allow-listed token, way, the transaction in the named
 * block of the masterchain, its account, its success, what came in, the memo, depth. Failing to reach the service throws `UPSTREAM_ERROR`.
 */
export function createVerifier(node: TonNode, spec: ChainSpec, allowedTokens: readonly string[]): SettlementVerifier {
  const tokens = new Set(allowedTokens);
  const mine = (chain: string) => {
    if (chain !== spec.chain) throw new Error(`no service for ${chain}`);
  };
  return {
    verify: (expectation) => upstream("proof of a transfer", () => verify(node, spec, tokens, expectation)),
    head: (chain) =>
      upstream("newest block", async () => {
        mine(chain);
        return (await node.head()).seqno;
      }),
    blocks: (chain, heights) =>
      upstream("blocks", async () => {
        mine(chain);
        const { seqno: head } = await node.head();
        const hashes = new Map<number, string>();
        for (const height of heights) {
          const hash = height > head ? null : await node.hashAt(height);
          if (hash !== null) hashes.set(height, hash);
        }
        return { head, finalized: head, hashes };
      }),
  };
}

async function verify(node: TonNode, spec: ChainSpec, tokens: ReadonlySet<string>, expected: Expectation): Promise<Proof> {
  if (expected.chain !== spec.chain) return rejected("wrong_chain");
  if (!tokens.has(expected.token)) return rejected("wrong_token");
  if (expected.through !== null && expected.through.contract !== spec.escrowWallet) return rejected("wrong_proxy");
  if (expected.recipient !== spec.escrowWallet) return rejected("wrong_recipient");

  const transaction = await node.transaction(expected.txHash);
  const height = transaction?.mc_block_seqno ?? null;
  // Known, but in no block of the masterchain, or only computed ahead: nothing that the chain has said.
  if (transaction === null || height === null || transaction.emulated === true) return { verdict: "gone" };
  const { seqno: head } = await node.head();
  if (height > head || (await node.hashAt(height)) !== expected.blockHash) return { verdict: "gone" };

  const account = stored(transaction.account);
  if (account !== (await node.walletOf(expected.token, spec.escrowWallet)))
    return rejected((await isAnothers(node, tokens, { account, owner: spec.escrowWallet })) ? "wrong_token" : "not_found");
  if (!succeeded(transaction)) return rejected("failed_transaction");
  // One transaction takes in one message.
  const arrival = expected.logIndex === 0 ? arrivalIn(transaction) : null;
  if (arrival === null) return rejected("not_found");
  if (arrival.amount !== expected.amount || arrival.amount === 0n) return rejected("amount_mismatch");
  if (expected.through !== null && (arrival.memo === null || memoHash(arrival.memo) !== expected.through.referenceHash))
    return rejected("not_found");

  const depth = { confirmations: head - height + 1, finalized: true };
  if (depth.confirmations < spec.confirmations) return { verdict: "pending", ...depth };
  const { amount, from } = arrival;
  return { verdict: "proved", blockNumber: height, blockHash: expected.blockHash, sender: from, origin: from, amount, ...depth };
}

/** Whether an account is our wallet of another token that we take. */
async function isAnothers(node: TonNode, tokens: ReadonlySet<string>, { account, owner }: { account: string; owner: string }) {
  for (const token of tokens) if ((await node.walletOf(token, owner)) === account) return true;
  return false;
}

function rejected(reason: Rejection): Proof {
  return { verdict: "rejected", reason };
}
