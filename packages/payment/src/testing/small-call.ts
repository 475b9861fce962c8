import type { Call, CallReader, ProxyCall } from "../ports.ts";
import { hex } from "./small-names.ts";

/** What is signed on a small chain to send a token, or native coin where there is no token. */
export function callOf(token: string | null, to: string, amount: bigint): Call {
  return token === null ? { to, data: "0x", value: amount } : { to: token, data: `${to}:${amount}`, value: 0n };
}

const PAYMENT = /^proxy(?::(?:0x)?[0-9a-f]+){6}$/;

/** Calls of a small chain's proxy contract, and allowances, as somebody else would write them. */
export const SMALL_CALLS = {
  payment: (asked: Omit<ProxyCall, "referenceHash">) => ({
    to: asked.contract,
    data: asHex(
      ["proxy", asked.token, asked.to, asked.amount.toString(16), asked.reference, asked.feeAmount.toString(16), asked.feeAddress].join(
        ":",
      ),
    ),
  }),
  allowance: (token: string, spender: string, amount: bigint) => ({ to: token, data: asHex(`allow:${spender}:${amount.toString(16)}`) }),
} as const;

/** Its reader. */
export const smallCalls: CallReader = {
  proxyPayment({ to: contract, data, value }) {
    const text = textIn(data);
    if (value !== 0n || !PAYMENT.test(text)) return null;
    const [, token = "", to = "", amount = "", reference = "", fee = "", feeAddress = ""] = text.split(":");
    const referenceHash = hex(32, reference);
    return { contract, token, to, amount: BigInt(`0x${amount}`), reference, referenceHash, feeAmount: BigInt(`0x${fee}`), feeAddress };
  },
  allowance({ to: token, data }) {
    const [what, spender = "", amount = ""] = textIn(data).split(":");
    return what === "allow" ? { token, spender, amount: BigInt(`0x${amount}`) } : null;
  },
};

const asHex = (text: string): string => `0x${Buffer.from(text).toString("hex")}`;
const textIn = (data: string): string => Buffer.from(data.slice(2), "hex").toString("utf8");

type Offer = { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint };

/** Whether a node lets one transaction take the place of another of its nonce: a tenth more of both fees, as real nodes have it. */
export function outbids(tx: Offer, before: Offer): boolean {
  return tx.maxFeePerGas * 10n >= before.maxFeePerGas * 11n && tx.maxPriorityFeePerGas * 10n >= before.maxPriorityFeePerGas * 11n;
}
