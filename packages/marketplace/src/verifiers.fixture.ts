import type { SettlementVerifier } from "@amanat/payment";

/** A chain that proves whatever was reported, in the block it was reported in. */
export const proving: SettlementVerifier = {
  verify: (expected) =>
    Promise.resolve({
      verdict: "proved",
      blockNumber: 7,
      blockHash: expected.blockHash,
      sender: `0x${"c3".repeat(20)}`,
      origin: `0x${"c3".repeat(20)}`,
      amount: expected.amount,
      confirmations: 3,
      finalized: true,
    }),
  head: () => Promise.resolve(9),
  blocks: () => Promise.resolve({ head: 9, finalized: 9, hashes: new Map() }),
};

/** The same chain when it has nothing any more of what somebody said is gone: other final blocks stand there. */
export const reorganised: SettlementVerifier = {
  ...proving,
  verify: () => Promise.resolve({ verdict: "gone" }),
  blocks: (_chain, heights) =>
    Promise.resolve({ head: 9, finalized: 9, hashes: new Map(heights.map((height) => [height, `0x${"00".repeat(32)}`])) }),
};
