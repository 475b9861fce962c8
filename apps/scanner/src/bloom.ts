import { PROXY_TOPIC, TRANSFER_TOPIC } from "@amanat/chain";
import { hexToBytes, keccak256 } from "viem";
import type { Target } from "./targets.ts";

/** The three bits (of 2,048) by which a value shows in a block's logs bloom. */
type Bits = readonly [number, number, number];

const known = new Map<string, Bits>();

/** Whether a block's bloom admits a log for one of the targets. False is certain, true may be chance. */
export function mayConcern(bloom: string, targets: readonly Target[]): boolean {
  const bytes = hexToBytes(`0x${bloom.slice(2)}`);
  const transfers = has(bytes, TRANSFER_TOPIC);
  const proxied = has(bytes, PROXY_TOPIC);
  if (!transfers && !proxied) return false;
  return targets.some(
    (target) =>
      (transfers && has(bytes, target.recipientTopic)) || (proxied && target.referenceHash !== null && has(bytes, target.referenceHash)),
  );
}

function has(bloom: Uint8Array, value: string): boolean {
  return bitsOf(value).every((bit) => ((bloom[255 - (bit >> 3)] ?? 0) & (1 << (bit & 7))) !== 0);
}

function bitsOf(value: string): Bits {
  const cached = known.get(value);
  if (cached) return cached;
  const digest = keccak256(hexToBytes(`0x${value.slice(2)}`), "bytes");
  const bit = (at: number) => (((digest[at] ?? 0) << 8) | (digest[at + 1] ?? 0)) & 2_047;
  const bits: Bits = [bit(0), bit(2), bit(4)];
  known.set(value, bits);
  return bits;
}
