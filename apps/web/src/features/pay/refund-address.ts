import { isAddress, zeroAddress } from "viem";

export type RefundAddressFault = "invalid" | "checksum" | "zero";

/** Why an address cannot take a refund, or null. Mixed case carries a checksum and must match it. */
export function refundAddressFault(text: string): RefundAddressFault | null {
  const address = text.trim();
  if (!/^0x[0-9a-fA-F]{40}$/.test(address)) return "invalid";
  if (address.toLowerCase() === zeroAddress) return "zero";
  const oneCase = address.slice(2) === address.slice(2).toLowerCase() || address.slice(2) === address.slice(2).toUpperCase();
  return oneCase || isAddress(address) ? null : "checksum";
}
