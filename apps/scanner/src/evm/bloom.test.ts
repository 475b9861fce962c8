import { isInBloom } from "ethereum-bloom-filters";
import { PROXY_TOPIC, TRANSFER_TOPIC } from "@amanat/chain";
import { hexToBytes, keccak256, pad, toHex } from "viem";
import { expect, it } from "vitest";
import { admittedBy, bloomBits, covers } from "./bloom.ts";

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

const topic = (n: number) => pad(toHex(n), { size: 32 });

it("admits a recipient or a reference exactly where the library of Ethereum's blooms admits its topics", () => {
  const targets = Array.from({ length: 60 }, (_, n) => n);
  const references = targets.filter((n) => n % 2 === 0).map((n) => topic(n + 1_000));
  const sought = { recipients: bloomBits(targets.map(topic)), references: bloomBits(references) };
  for (let block = 0; block < 40; block += 1) {
    const inside = Array.from({ length: block * 3 }, (_, at) => topic(block * 7 + at));
    const bloom = bloomOf([...(block % 3 === 0 ? [TRANSFER_TOPIC] : []), ...(block % 4 === 0 ? [PROXY_TOPIC] : []), ...inside]);
    const has = (value: string) => isInBloom(bloom, value);
    expect(admittedBy(bloom, sought), String(block)).toEqual({
      recipients: targets.map(topic).filter((value) => has(TRANSFER_TOPIC) && has(value)),
      references: references.filter((value) => has(PROXY_TOPIC) && has(value)),
    });
  }
});

it("knows when logs are not all that a header promises", () => {
  const log = (n: number) => ({ address: `0x${"ab".repeat(20)}`, topics: [TRANSFER_TOPIC, topic(n), topic(n + 1)] });
  const logs = [log(1), log(10), log(100)];
  const bloom = bloomOf(logs.flatMap(({ address, topics }) => [address, ...topics]) as `0x${string}`[]);
  expect(covers(logs, bloom)).toBe(true);
  // A node may show more than a header counts, as some chains' nodes do.
  expect(covers([...logs, log(1_000)], bloom)).toBe(true);
  for (const left of logs)
    expect(
      covers(
        logs.filter((one) => one !== left),
        bloom,
      ),
    ).toBe(false);
  expect(covers([], bloom)).toBe(false);
  expect(covers([], bloomOf([]))).toBe(true);
});
