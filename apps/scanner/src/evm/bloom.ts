import { PROXY_TOPIC, TRANSFER_TOPIC } from "@amanat/chain";
import { hexToBytes, keccak256 } from "viem";

/** The three bits (of 2,048) by which each of some values shows in a block's logs bloom, one after the other. */
export type BloomBits = { readonly values: readonly string[]; readonly bits: Uint16Array };

/** Of values that are looked for in every block; they are added, never removed. */
const known = new Map<string, Uint16Array>();

export function bloomBits(values: readonly string[]): BloomBits {
  const bits = new Uint16Array(values.length * 3);
  for (const [index, value] of values.entries()) {
    let own = known.get(value);
    if (own === undefined) known.set(value, (own = bitsOf(value)));
    bits.set(own, index * 3);
  }
  return { values, bits };
}

/** The recipients of Transfers and the references of proxy events that a bloom is searched for. */
export type Sought = { readonly recipients: BloomBits; readonly references: BloomBits };

/** The recipients and references of which a block's bloom admits a log. What is not among them is certainly not in it. */
export function admittedBy(bloom: string, sought: Sought): { recipients: string[]; references: string[] } {
  const bytes = hexToBytes(`0x${bloom.slice(2)}`);
  return {
    recipients: admits(bytes, TRANSFER_BITS, 0) ? admitted(bytes, sought.recipients) : [],
    references: admits(bytes, PROXY_BITS, 0) ? admitted(bytes, sought.references) : [],
  };
}

/** Whether these logs set every bit of the block's bloom. A bit that none of them sets proves that a log is missing; the reverse proves nothing. */
export function covers(logs: readonly { readonly address: string; readonly topics: readonly string[] }[], bloom: string): boolean {
  const left = hexToBytes(`0x${bloom.slice(2)}`);
  const values = new Set(logs.flatMap(({ address, topics }) => [address.toLowerCase(), ...topics.map((topic) => topic.toLowerCase())]));
  for (const value of values) {
    for (const bit of known.get(value) ?? bitsOf(value)) {
      const at = 255 - (bit >> 3);
      left[at] = (left[at] ?? 0) & ~(1 << (bit & 7));
    }
  }
  return left.every((byte) => byte === 0);
}

function admitted(bloom: Uint8Array, { values, bits }: BloomBits): string[] {
  const found: string[] = [];
  for (let index = 0; index < values.length; index += 1) if (admits(bloom, bits, index * 3)) found.push(values[index] ?? "");
  return found;
}

function admits(bloom: Uint8Array, bits: Uint16Array, at: number): boolean {
  for (let next = at; next < at + 3; next += 1) {
    const bit = bits[next] ?? 0;
    if (((bloom[255 - (bit >> 3)] ?? 0) & (1 << (bit & 7))) === 0) return false;
  }
  return true;
}

function bitsOf(value: string): Uint16Array {
  const digest = keccak256(hexToBytes(`0x${value.slice(2)}`), "bytes");
  return Uint16Array.from([0, 2, 4], (at) => (((digest[at] ?? 0) << 8) | (digest[at + 1] ?? 0)) & 2_047);
}

const TRANSFER_BITS = bitsOf(TRANSFER_TOPIC);
const PROXY_BITS = bitsOf(PROXY_TOPIC);
