import type { DeviceKeys } from "@amanat/payment";
import { xpubAddresses } from "./keys.ts";
import { signerOf } from "./signer-of.ts";

/**
 * Devices that sign approvals, by the extended public key of their account `m/44'/60'/0'`: what a Trezor signs by "Sign message" (EIP-191) at
 * `m/44'/60'/0'/0/0`. A device's signature may come without `0x`.
 */
export const deviceKeys: DeviceKeys = {
  addressOf(xpub) {
    try {
      return xpubAddresses(xpub).addressAt(0).address;
    } catch {
      // No extended key, or a private one, which nobody is to paste anywhere.
      return null;
    }
  },
  signerOf: ({ text, signature }) => signerOf({ text, signature: signature.startsWith("0x") ? signature : `0x${signature}` }),
};
