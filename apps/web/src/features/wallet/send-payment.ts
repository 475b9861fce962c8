import type { Account, Address, Chain, Client, Hex, Transport } from "viem";
import { getBalance, readContract, sendTransaction, waitForTransactionReceipt } from "viem/actions";
import { WalletRefusal } from "./errors.ts";
import { approvalsFor, approveCall, ERC20_ABI, proxyCall, transferCall } from "./transactions.ts";
import type { Call, ProxyPayment } from "./transactions.ts";

/** The two ways to pay one intent: one signature to the deposit address, or several through the fee proxy. */
export type Payment =
  | { way: "transfer"; evmChainId: number; token: Address; depositAddress: Address; amount: bigint }
  | ({ way: "proxy"; evmChainId: number } & ProxyPayment);

/** Where the wallet stands, for the line under the button: which of its signatures is asked for, or waited for. */
export type PayStep = {
  name: "switching" | "checking" | "resetting" | "reset_mining" | "allowing" | "allowance_mining" | "paying";
  nth: number;
  of: number;
};

/** A wallet on the right chain, with the account that pays. */
export type Payer = Client<Transport, Chain | undefined, Account>;

const RECEIPT_TIMEOUT_MS = 120_000;

/** What leaves the account altogether. */
export function totalOf(payment: Payment): bigint {
  return payment.way === "proxy" ? payment.amount + payment.feeAmount : payment.amount;
}

/** What the proxy may take from the account as things stand; for a direct transfer nothing is needed. */
export function allowanceOf(client: Payer, owner: Address, payment: Payment): Promise<bigint> {
  if (payment.way === "transfer") return Promise.resolve(0n);
  const args = [owner, payment.proxy] as const;
  return readContract(client, { address: payment.token, abi: ERC20_ABI, functionName: "allowance", args });
}

/** The allowances a payment begins with, in the order they are signed. */
export function approvalsOf(payment: Payment, allowance: bigint): readonly bigint[] {
  return payment.way === "transfer" ? [] : approvalsFor(allowance, totalOf(payment));
}

/** Looks before anything is signed whether the account can pay. Errors: a `WalletRefusal`. */
export async function requireFunds(client: Payer, payment: Payment): Promise<void> {
  const owner = client.account.address;
  const [tokens, gas] = await Promise.all([
    readContract(client, { address: payment.token, abi: ERC20_ABI, functionName: "balanceOf", args: [owner] }),
    getBalance(client, { address: owner }),
  ]);
  if (tokens < totalOf(payment)) throw new WalletRefusal("too_little_token");
  if (gas === 0n) throw new WalletRefusal("no_gas");
}

/**
 * Has one payment signed, exactly as it was shown: the `approvals`, one after the other, each accepted by the network before
 * the next, then what pays. Answers the hash of that. Throws a `WalletRefusal` or whatever the wallet threw;
 * `walletProblem` reads both.
 */
export async function signPayment(
  client: Payer,
  payment: Payment,
  approvals: readonly bigint[],
  onStep: (step: PayStep) => void,
): Promise<Hex> {
  const send = (call: Call) => sendTransaction(client, { account: client.account, chain: client.chain, to: call.to, data: call.data });
  const of = approvals.length + 1;
  if (payment.way === "transfer") {
    onStep({ name: "paying", nth: 1, of });
    return send(transferCall(payment.token, payment.depositAddress, payment.amount));
  }
  for (const [index, amount] of approvals.entries()) {
    const nth = index + 1;
    onStep({ name: amount === 0n ? "resetting" : "allowing", nth, of });
    const hash = await send(approveCall(payment.token, payment.proxy, amount));
    onStep({ name: amount === 0n ? "reset_mining" : "allowance_mining", nth, of });
    const receipt = await waitForTransactionReceipt(client, { hash, pollingInterval: 1_000, timeout: RECEIPT_TIMEOUT_MS });
    if (receipt.status !== "success") throw new WalletRefusal("reverted");
  }
  onStep({ name: "paying", nth: of, of });
  return send(proxyCall(payment));
}
