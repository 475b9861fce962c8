import canonicalize from "canonicalize";
import { describe, expect, it } from "vitest";
import { canonicalJson, digestOf } from "./json.ts";

/** Forms that are stored: requests by key, readable parts of the audit trail, settings. */
const STORED: readonly unknown[] = [
  null,
  "",
  0,
  true,
  [],
  {},
  { dealId: "deal_0192", version: 3, handover: { kind: "service", note: "\u0633\u0644\u0627\u0645 \u{1F600}" } },
  { b: [1, { z: null, a: "x" }], a: { "payout.amount": "1000000", Ünïcode: "é", A: 1, _: 2 } },
  { before: { status: "payment", price: "5" }, after: { status: "processing", price: "5" } },
  { floors: { minimum: { "eip155:1/erc20:0xabc": "7", "eip155:31337/slip44:60": "8" }, nativeCents: 300_000 } },
];

describe("canonical JSON", () => {
  it.each(STORED.map((form) => [form]))("is RFC 8785's for %j", (form) => {
    expect(canonicalJson(form)).toBe(canonicalize(form));
  });

  it("writes amounts as decimal text and times in ISO, and leaves out what is undefined", () => {
    expect(canonicalJson({ b: 10n ** 30n, a: new Date(0), c: undefined })).toBe(
      '{"a":"1970-01-01T00:00:00.000Z","b":"1000000000000000000000000000000"}',
    );
  });

  it("orders keys that are numbers as numbers, unlike RFC 8785: digests that are stored say so", () => {
    const form = { 10: "a", 9: "b" };
    expect(canonicalJson(form)).toBe('{"9":"b","10":"a"}');
    expect(canonicalize(form)).toBe('{"10":"a","9":"b"}');
    expect(Buffer.from(digestOf(form)).toString("hex")).toBe("32c76047634ee8d61aeb727dee6fcb2507b60cc4fe6ecce96d04274d6a9c8c03");
  });
});
