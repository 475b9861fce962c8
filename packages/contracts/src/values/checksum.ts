import { keccak_256 } from "@noble/hashes/sha3.js";

/** Apart from the schema, so that a form can name a wrong address without loading zod. */
export type AddressFault = "address" | "address_checksum" | "address_nobody";

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
export function addressFault(text: string): AddressFault | null {
  if (!FORM.test(text)) return "address";
  const lower = text.toLowerCase();
  if (/^0x0{40}$/.test(lower)) return "address_nobody";
  const body = text.slice(2);
  const oneCase = body === body.toLowerCase() || body === body.toUpperCase();
  return oneCase || text === checksummed(lower) ? null : "address_checksum";
}
