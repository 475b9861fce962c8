import { describe, expect, test } from "vitest";
import { requestCounter } from "./round-trips.ts";

function message(type: string, body: string): Buffer {
  const head = Buffer.alloc(type.length + 4);
  head.write(type);
  head.writeUInt32BE(4 + body.length, type.length);
  return Buffer.concat([head, Buffer.from(body)]);
}

/** A start, a password, one extended query, one simple one; bodies hold letters that look like types. */
const CONVERSATION = Buffer.concat(
  [
    ["", "startup SSSS"],
    ["p", "secret Q"],
    ["P", "SELECT 1"],
    ["B", "S"],
    ["E", ""],
    ["S", ""],
    ["Q", "SELECT 'Q'"],
    ["X", ""],
  ].map(([type, body]) => message(type!, body!)),
);

describe("counting round trips", () => {
  test.each([1, 3, 7, CONVERSATION.length])("cut into pieces of %i bytes, a conversation has two", (size) => {
    let requests = 0;
    const count = requestCounter(() => (requests += 1));
    for (let at = 0; at < CONVERSATION.length; at += size) count(CONVERSATION.subarray(at, at + size));
    expect(requests).toBe(2);
  });
});
