import { keccak_256 } from "@noble/hashes/sha3.js";
import type { AddressFault, Namespace } from "./namespace.ts";

const FORM = /^0x[0-9a-fA-F]{40}$/;

/** EIP-55: the case of each letter follows from the hash of the lower-case address. */
function checksummed(lower: string): string {
  const hash = keccak_256(new TextEncoder().encode(lower.slice(2)));
  const cased = Array.from(lower.slice(2), (digit, at) => {
    const nibble = ((hash[at >> 1] ?? 0) >> (at % 2 === 0 ? 4 : 0)) & 15;
    return nibble > 7 ? digit.toUpperCase() : digit;
  });
  return `0x${cased.join("")}`;
}

/**
 * Why a text cannot be anybody's address, or null. One case carries no checksum; mixed case does, and must match it: a
 * mistyped letter would send money where nobody is. The zero address is nobody's.
 */
function addressFault(text: string): AddressFault | null {
  if (!FORM.test(text)) return "address";
  const lower = text.toLowerCase();
  if (/^0x0{40}$/.test(lower)) return "address_nobody";
  const body = text.slice(2);
  const oneCase = body === body.toLowerCase() || body === body.toUpperCase();
  return oneCase || text === checksummed(lower) ? null : "address_checksum";
}

/** Ethereum and every chain that is made like it. */
export const eip155: Namespace = {
  forms: { chain: "[1-9]\\d{0,15}", address: "0x[0-9a-f]{40}", hash: "0x[0-9a-f]{64}" },
  token: "erc20",
  // SLIP-44 coin type 60 is ether; the native coin of every one of these chains is named by it.
  coin: { asset: "slip44:60", symbol: "ETH", name: "Ether", decimals: 18 },
  gas: { payout: 65_000n, sweep: 86_000n },
  numbered: true,
  local: ["31337", "31338"],
  explorers: {
    "1": "https://etherscan.io/tx/",
    "56": "https://bscscan.com/tx/",
    "137": "https://polygonscan.com/tx/",
    "8453": "https://basescan.org/tx/",
  },
  signsIn: true,
  onSanctionLists: true,
  addressFault,
  within: (text) => /0x[0-9a-f]{40}/i.test(text),
  canonical: (text) => (FORM.test(text) ? text.toLowerCase() : null),
  shown: checksummed,
};
