import { encodeFunctionData, parseAbi } from "viem";
import type { Address, Hex } from "viem";

/** What a wallet is asked to sign: no value, only a call. */
export type Call = { to: Address; data: Hex };

export const ERC20_ABI = parseAbi([
  "function transfer(address to, uint256 amount) returns (bool)",
  "function approve(address spender, uint256 amount) returns (bool)",
  "function allowance(address owner, address spender) view returns (uint256)",
  "function balanceOf(address owner) view returns (uint256)",
]);

/** Request Network's ERC20FeeProxy 0.2.0, selector 0xc219a14d. */
export const FEE_PROXY_ABI = parseAbi([
  "function transferFromWithReferenceAndFee(address tokenAddress, address to, uint256 amount, bytes paymentReference, uint256 feeAmount, address feeAddress)",
]);

/** A plain token transfer to the deal's deposit address. `amount` in base units. */
export function transferCall(token: Address, depositAddress: Address, amount: bigint): Call {
  return { to: token, data: encodeFunctionData({ abi: ERC20_ABI, functionName: "transfer", args: [depositAddress, amount] }) };
}

/** Allows the proxy to take exactly `amount` and not a unit more: an unlimited allowance outlives the deal. */
export function approveCall(token: Address, spender: Address, amount: bigint): Call {
  return { to: token, data: encodeFunctionData({ abi: ERC20_ABI, functionName: "approve", args: [spender, amount] }) };
}

/**
 * The allowances to set before a proxy may take `total`, in order. Enough is left as it is; where there is too little but
 * some, tokens like Tether take nothing but zero first.
 */
export function approvalsFor(allowance: bigint, total: bigint): readonly bigint[] {
  if (allowance >= total) return [];
  return allowance === 0n ? [total] : [0n, total];
}

export type ProxyPayment = {
  proxy: Address;
  token: Address;
  to: Address;
  amount: bigint;
  reference: Hex;
  feeAmount: bigint;
  feeAddress: Address;
};

/** The payment with reference; needs an allowance of `amount + feeAmount` for the proxy first. */
export function proxyCall(payment: ProxyPayment): Call {
  const args = [payment.token, payment.to, payment.amount, payment.reference, payment.feeAmount, payment.feeAddress] as const;
  return { to: payment.proxy, data: encodeFunctionData({ abi: FEE_PROXY_ABI, functionName: "transferFromWithReferenceAndFee", args }) };
}
