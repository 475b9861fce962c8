import { isInBloom } from "ethereum-bloom-filters";
import { PROXY_TOPIC, TRANSFER_TOPIC } from "@amanat/chain";
import { hexToBytes, keccak256, pad, toHex } from "viem";
import { expect, it } from "vitest";
import { mayConcern } from "./bloom.ts";
import type { Target } from "./targets.ts";

/** A block's bloom with these values in it, as the yellow paper says. */
function bloomOf(values: readonly `0x${string}`[]): string {
  const bits = new Uint8Array(256);
  for (const value of values) {
    const digest = keccak256(hexToBytes(value), "bytes");
    for (const at of [0, 2, 4]) {
      const bit = (((digest[at] ?? 0) << 8) | (digest[at + 1] ?? 0)) & 2_047;
      bits[255 - (bit >> 3)] = (bits[255 - (bit >> 3)] ?? 0) | (1 << (bit & 7));
    }
  }
  return toHex(bits);
}

it("admits a target exactly where the library of Ethereum's blooms admits its topics", () => {
  const topic = (n: number) => pad(toHex(n), { size: 32 });
  const target = (n: number) => ({ recipientTopic: topic(n), referenceHash: n % 2 === 0 ? topic(n + 1_000) : null }) as unknown as Target;
  for (let block = 0; block < 40; block += 1) {
    const inside = Array.from({ length: block * 3 }, (_, at) => topic(block * 7 + at));
    const bloom = bloomOf([...(block % 3 === 0 ? [TRANSFER_TOPIC] : []), ...(block % 4 === 0 ? [PROXY_TOPIC] : []), ...inside]);
    for (let n = 0; n < 60; n += 1) {
      const one = target(n);
      const has = (value: string) => isInBloom(bloom, value);
      const admitted =
        (has(TRANSFER_TOPIC) && has(one.recipientTopic)) || (has(PROXY_TOPIC) && one.referenceHash !== null && has(one.referenceHash));
      expect(mayConcern(bloom, [one]), `${block}/${n}`).toBe(admitted);
    }
  }
});
