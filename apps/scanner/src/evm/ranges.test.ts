import { HttpRequestError, RpcRequestError, TimeoutError } from "viem";
import { describe, expect, it } from "vitest";
import { adaptiveRanges, refusedAsTooMuch } from "./ranges.ts";

const url = "https://node.example";
const said = (message: string, code = -32_000) => new RpcRequestError({ body: {}, error: { code, message }, url });
const nothing = { most: null, fits: null };

describe("what a node's refusal says", () => {
  it.each([
    ["eth_getLogs is limited to a 10,000 range", 20_000, { most: 10_000, fits: null }],
    ["exceed maximum block range: 5000", 10_000, { most: 5_000, fits: null }],
    ["range too large, max is 1k blocks", 10_000, { most: 1_000, fits: null }],
    ["eth_getLogs is limited to a 0 - 10000 blocks range", 20_000, { most: 10_000, fits: null }],
    ["exceeds the range allowed for your plan (5000 > 500)", 5_000, { most: 500, fits: null }],
    ["Max range: 800", 1_000, { most: 800, fits: null }],
    ["block range is too wide", 1_000, nothing],
    ["query returned more than 10000 results", 20_000, nothing],
    ["query returned more than 10000 results. Try with this block range [0x10, 0x1f].", 1_000, { most: null, fits: 16 }],
    ["Log response size exceeded. this block range should work: [0x0, 0x63]", 1_000, { most: null, fits: 100 }],
    ["query timeout exceeded", 1_000, nothing],
    ["limit exceeded", 1_000, nothing],
  ])("%s", (words, blocks, refusal) => {
    expect(refusedAsTooMuch(said(words), blocks)).toEqual(refusal);
  });

  it.each([
    said("unknown block"),
    said("rate limit exceeded, retry in 10s"),
    said("missing trie node"),
    said("daily request count exceeded"),
  ])("%s is no refusal of that kind", (error) => {
    expect(refusedAsTooMuch(error, 1_000)).toBeNull();
  });

  it("an answer the provider would not send is, and a node that does not answer is not", () => {
    expect(refusedAsTooMuch(new HttpRequestError({ status: 413, url }), 1_000)).toEqual(nothing);
    expect(refusedAsTooMuch(new HttpRequestError({ status: 429, url }), 1_000)).toBeNull();
    expect(refusedAsTooMuch(new TimeoutError({ body: {}, url }), 1_000)).toBeNull();
  });
});

describe("a range", () => {
  it("shrinks once for all questions that were refused together, and grows while it is answered", () => {
    const ranges = adaptiveRanges();
    for (let question = 0; question < 40; question += 1) ranges.refused(1_000, nothing);
    expect(ranges.size).toBe(500);
    ranges.answered(499);
    expect(ranges.size).toBe(500);
    ranges.answered(500);
    expect(ranges.size).toBe(550);
  });

  it("never grows beyond what the node named, and is one block at least", () => {
    const ranges = adaptiveRanges();
    ranges.refused(1_000, { most: 100, fits: null });
    for (let question = 0; question < 50; question += 1) ranges.answered(ranges.size);
    expect(ranges.size).toBe(100);
    ranges.refused(100, { most: null, fits: 0 });
    expect(ranges.size).toBe(1);
    ranges.refused(1, nothing);
    expect(ranges.size).toBe(1);
    for (let question = 0; question < 90; question += 1) ranges.answered(ranges.size);
    expect(ranges.size).toBe(100);
  });
});
