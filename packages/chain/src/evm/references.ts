import { randomBytes } from "node:crypto";
import type { PaymentReferences } from "@amanat/payment";
import { keccak256 } from "viem";
import { asHex } from "./logs.ts";

/** Fresh payment references: eight random bytes, and the keccak256 by which the proxy's event indexes them. */
export function randomReferences(): PaymentReferences {
  return {
    next() {
      const reference = asHex(`0x${randomBytes(8).toString("hex")}`);
      return { reference, hash: keccak256(reference) };
    },
  };
}

/** `eip155:31337` → 31337. */
export function evmChainIdOf(chain: string): number {
  return Number(chain.slice("eip155:".length));
}

/** EIP-681 URI of a plain token transfer; `amount` in base units. Wallets open it from a QR code. */
export function paymentUri(payment: { evmChainId: number; token: string; to: string; amount: bigint }): string {
  return `ethereum:${payment.token}@${payment.evmChainId}/transfer?address=${payment.to}&uint256=${payment.amount}`;
}
