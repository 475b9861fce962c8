import { describe, expect, test } from "vitest";
import { parsePgbench, timed } from "./pgbench.ts";

const OUTPUT = `transaction type: <builtin: simple update>
number of transactions actually processed: 27531
number of failed transactions: 0 (0.000%)
latency average = 1.450 ms
initial connection time = 21.120 ms
tps = 5517.241379 (without initial connection time)
`;

describe("pgbench's summary", () => {
  test("is read without the time of connecting", () => {
    expect(parsePgbench(OUTPUT)).toEqual({ transactions: 27531, averageMs: 1.45, tps: 5517.241379 });
  });

  test("a failed transaction, a client that gave up, or silence is no result", () => {
    expect(() => parsePgbench(OUTPUT.replace("transactions: 0", "transactions: 3"))).toThrow(/failed/);
    expect(() => parsePgbench(`${OUTPUT}pgbench: error: client 3 script 0 aborted in command 4`)).toThrow(/failed/);
    expect(() => parsePgbench("")).toThrow(/said nothing/);
  });

  test("of a turn in which nothing came to its end is none", () => {
    const nothing = OUTPUT.replace("27531", "0").split("\n").slice(0, 3).join("\n");
    expect(parsePgbench(nothing)).toBeNull();
  });

  test("has no more threads than clients", () => {
    expect(timed(1, 5)).toEqual(["-M", "prepared", "-c", "1", "-j", "1", "-T", "5"]);
  });
});
