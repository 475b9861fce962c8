import { expect, test } from "vitest";
import { signMessage, verifyMessage } from "./signature.ts";

const SECRET = "a secret of enough length";

test("a signed message verifies on its raw bytes, within five minutes, and not otherwise", () => {
  const body = '{"a":1}';
  const at = new Date("2026-11-20T00:00:00Z");
  const headers = signMessage(SECRET, "d-1", body, at);
  expect(verifyMessage(SECRET, headers, Buffer.from(body), at)).toBe(true);
  expect(verifyMessage(SECRET, headers, body, new Date(at.getTime() + 300_000))).toBe(true);
  expect(verifyMessage(SECRET, headers, body, new Date(at.getTime() + 301_000))).toBe(false);
  expect(verifyMessage(SECRET, headers, body, new Date(at.getTime() - 301_000))).toBe(false);
  expect(verifyMessage(SECRET, headers, '{"a": 1}', at)).toBe(false);
  expect(verifyMessage("another secret altogether", headers, body, at)).toBe(false);
  expect(verifyMessage(SECRET, { ...headers, "x-amn-delivery": "d-2" }, body, at)).toBe(false);
});

test("hostile headers are refused, never thrown at", () => {
  const headers = signMessage(SECRET, "d", "x");
  for (const wrong of [
    {},
    { ...headers, "x-amn-signature": "00" },
    { ...headers, "x-amn-signature": ["00", "11"] },
    { ...headers, "x-amn-signature": "zz".repeat(32) },
    { ...headers, "x-amn-timestamp": "NaN" },
    { ...headers, "x-amn-timestamp": "-1" },
    { ...headers, "x-amn-delivery": "d".repeat(101) },
  ]) {
    expect(verifyMessage(SECRET, wrong, "x")).toBe(false);
  }
});
