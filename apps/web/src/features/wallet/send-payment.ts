import { getConnectorClient, switchChain } from "wagmi/actions";
import { getBalance, readContract, sendTransaction, waitForTransactionReceipt } from "viem/actions";
import type { Config, Connector } from "wagmi";
import type { Address, Hex } from "viem";
import { WalletRefusal } from "./errors.ts";
import { approveCall, ERC20_ABI, proxyCall, transferCall } from "./transactions.ts";
import type { Call, ProxyPayment } from "./transactions.ts";

/** The two ways to pay one intent: one signature to the deposit address, or two through the fee proxy. */
export type Payment =
  | { way: "transfer"; evmChainId: number; token: Address; depositAddress: Address; amount: bigint }
  | ({ way: "proxy"; evmChainId: number } & ProxyPayment);

/** Where the wallet stands, for the line under the button. */
export type PayStep = "switching" | "checking" | "allowing" | "allowance_mining" | "paying";

const RECEIPT_TIMEOUT_MS = 120_000;

/**
 * Walks the wallet through one payment and answers the hash of the transaction that pays. The chain is
 * switched before anything is signed, the token balance is looked at first, and the allowance is exact.
 * Throws a `WalletRefusal` or whatever the wallet threw; `walletProblem` reads both.
 */
export async function sendPayment(config: Config, connector: Connector, payment: Payment, onStep: (step: PayStep) => void): Promise<Hex> {
  onStep("switching");
  if ((await connector.getChainId()) !== payment.evmChainId) await switchChain(config, { chainId: payment.evmChainId, connector });
  const client = await getConnectorClient(config, { connector, chainId: payment.evmChainId });
  const owner = client.account.address;
  const send = (call: Call) => sendTransaction(client, { account: client.account, chain: client.chain, to: call.to, data: call.data });

  onStep("checking");
  const total = payment.way === "proxy" ? payment.amount + payment.feeAmount : payment.amount;
  const [tokens, gas] = await Promise.all([
    readContract(client, { address: payment.token, abi: ERC20_ABI, functionName: "balanceOf", args: [owner] }),
    getBalance(client, { address: owner }),
  ]);
  if (tokens < total) throw new WalletRefusal("too_little_token");
  if (gas === 0n) throw new WalletRefusal("no_gas");

  if (payment.way === "transfer") {
    onStep("paying");
    return send(transferCall(payment.token, payment.depositAddress, payment.amount));
  }
  const allowance = await readContract(client, {
    address: payment.token,
    abi: ERC20_ABI,
    functionName: "allowance",
    args: [owner, payment.proxy],
  });
  if (allowance !== total) {
    onStep("allowing");
    const hash = await send(approveCall(payment.token, payment.proxy, total));
    onStep("allowance_mining");
    const receipt = await waitForTransactionReceipt(client, { hash, pollingInterval: 1_000, timeout: RECEIPT_TIMEOUT_MS });
    if (receipt.status !== "success") throw new WalletRefusal("reverted");
  }
  onStep("paying");
  return send(proxyCall(payment));
}
