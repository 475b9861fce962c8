import type * as payment from "../index.ts";
import { hex } from "./small-chain.ts";

/** A device of the small world: its key, its address, and what it signs. */
export function smallDevice(seed: number) {
  const xpub = `xpub${String.fromCharCode(65 + seed).repeat(107)}`;
  const address = hex(20, xpub);
  return { xpub, address, sign: (text: string) => signature(address, text) };
}

const signature = (address: string, text: string): string =>
  `${address.slice(2)}${hex(32, `${address} ${text}`).slice(2)}${"0".repeat(26)}`;

/** Devices of the small world. */
export const smallDevices: payment.DeviceKeys = {
  addressOf: (xpub) => (xpub.startsWith("xpub") ? hex(20, xpub) : null),
  signerOf: ({ text, signature: given }) => {
    const address = `0x${given.slice(0, 40)}`;
    return Promise.resolve(given === signature(address, text) ? address : null);
  },
};
