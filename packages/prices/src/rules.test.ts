import { worth } from "@amanat/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Round } from "./ports.ts";
import { decimalRatio, feedFor, hasJumped, isDepegged, judgeRate, judgeRound, times } from "./rules.ts";

const AT = new Date("2026-12-01T12:00:00Z");
const NOW_S = AT.getTime() / 1_000;
const round = (over: Partial<Round> = {}): Round => ({
  answer: 100_000_000n,
  decimals: 8,
  updatedAt: NOW_S - 10,
  heartbeatSeconds: 86_400,
  sequencer: null,
  ...over,
});
const faultOf = (over: Partial<Round>) => judgeRound(round(over), AT).fault;

test("a feed's answer counts while it is positive, said within its own heartbeat and not in the future", () => {
  expect(judgeRound(round(), AT)).toMatchObject({ fault: null, ratio: { rate: 100_000_000n, scale: 8 } });
  // A quiet feed of a day, at which 120 seconds would refuse nearly always.
  expect(faultOf({ updatedAt: NOW_S - 86_400 - 900 })).toBeNull();
  expect(faultOf({ updatedAt: NOW_S - 86_400 - 901 })).toBe("too_old");
  expect(faultOf({ heartbeatSeconds: 900, updatedAt: NOW_S - 1_801 })).toBe("too_old");
  expect(faultOf({ answer: 0n })).toBe("not_positive");
  expect(faultOf({ answer: -1n })).toBe("not_positive");
  expect(faultOf({ updatedAt: 0 })).toBe("never_updated");
  expect(faultOf({ updatedAt: NOW_S + 61 })).toBe("in_future");
  expect(faultOf({ updatedAt: Number(2n ** 256n - 1n) })).toBe("in_future");
  expect(faultOf({ answer: 2n ** 255n - 1n })).toBe("away");
});

test("a sequencer that is down, was just started, or never said so: no price", () => {
  expect(faultOf({ sequencer: { up: false, since: NOW_S - 86_400 } })).toBe("sequencer_down");
  expect(faultOf({ sequencer: { up: true, since: NOW_S - 3_599 } })).toBe("sequencer_just_up");
  expect(faultOf({ sequencer: { up: true, since: 0 } })).toBe("sequencer_just_up");
  expect(faultOf({ sequencer: { up: true, since: NOW_S - 3_600 } })).toBeNull();
});

test("a cap of 500 is crossed by 0.94999999 and by 1.05000001, whatever the decimals", () => {
  const off = (rate: bigint, scale = 8) => isDepegged({ rate, scale }, 500);
  expect([off(95_000_000n), off(94_999_999n), off(105_000_000n), off(105_000_001n)]).toEqual([false, true, false, true]);
  expect([off(950_000_000_000_000_000n, 18), off(949_999_999_999_999_999n, 18)]).toEqual([false, true]);
  fc.assert(
    fc.property(fc.bigInt(1n, 10n ** 12n), fc.integer({ min: 1, max: 5_000 }), (rate, cap) => {
      const [low, high] = [10n ** 8n * BigInt(10_000 - cap), 10n ** 8n * BigInt(10_000 + cap)];
      expect(isDepegged({ rate, scale: 8 }, cap)).toBe(rate * 10_000n < low || rate * 10_000n > high);
    }),
  );
});

test("a rate is read from its digits, all of them", () => {
  expect(decimalRatio("1123450.5")).toEqual({ rate: 11_234_505n, scale: 1 });
  expect(decimalRatio("0.1000000000000000055")).toBeNull();
  expect(decimalRatio("0.100000000000000005")).toEqual({ rate: 100_000_000_000_000_005n, scale: 18 });
  for (const text of ["", "0", "0.0", "-1", "1e6", "1.", ".5", "+1", " 1", "NaN", "1,5", "9".repeat(21)])
    expect(decimalRatio(text)).toBeNull();
});

test("a currency's rate counts for 120 seconds after its own time", () => {
  const judge = (said: string | undefined, ageS: number) =>
    judgeRate(said, new Date(AT.getTime() - ageS * 1_000), { at: AT, maxAgeSeconds: 120 }).fault;
  expect([judge("42.4", 120), judge("42.4", 121), judge("42.4", -60), judge("42.4", -61)]).toEqual([null, "too_old", null, "in_future"]);
  expect([judge(undefined, 0), judge("0", 0), judge("0.00", 0), judge("-3", 0), judge("1e5", 0)]).toEqual([
    "missing",
    "not_positive",
    "not_positive",
    "not_positive",
    "away",
  ]);
});

test("tomans for rials are seen; a day's fall of a third is a market", () => {
  const was = { rate: 11_234_505n, scale: 1 };
  expect(hasJumped(was, { rate: 112_345n, scale: 0 })).toBe(true);
  expect(hasJumped(was, { rate: 11_234_505n, scale: 0 })).toBe(true);
  expect(hasJumped(was, { rate: 1_500_000n, scale: 0 })).toBe(false);
});

test("what an amount is worth is exact until it is rounded once, halves up", () => {
  const rate = times({ rate: 99_980_000n, scale: 8 }, { rate: 11_234_505n, scale: 1 });
  // 12.5 USDC at 0.9998 dollars and 1,123,450.5 rials a dollar: 14,040,322.6…
  expect(worth(12_500_000n, 6, rate, 0)).toBe(14_040_323n);
  expect(worth(12_500_000_000_000_000_000n, 18, rate, 0)).toBe(14_040_323n);
  expect(worth(1n, 0, { rate: 5n, scale: 1 }, 0)).toBe(1n);
  expect(worth(1n, 0, { rate: 49n, scale: 2 }, 0)).toBe(0n);
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 30n), fc.bigInt(1n, 10n ** 20n), fc.integer({ min: 0, max: 18 }), (amount, r, scale) => {
      const shown = worth(amount, 18, { rate: r, scale }, 2) * 10n ** BigInt(18 + scale);
      const off = shown - amount * r * 100n;
      expect((off < 0n ? -off : off) * 2n <= 10n ** BigInt(18 + scale)).toBe(true);
    }),
  );
});

test("a token is priced by its own chain's feed, else by the first chain that has one; an unknown one by none", () => {
  const chains = new Map([
    [
      "eip155:1",
      new Map([
        ["USDC", 1],
        ["USDT", 1],
      ]),
    ],
    ["eip155:56", new Map([["USDC", 1]])],
  ]);
  expect(feedFor({ chain: "eip155:56", symbol: "USDC" }, chains)?.source).toBe("chainlink:eip155:56:USDC");
  expect(feedFor({ chain: "eip155:56", symbol: "USDT" }, chains)?.source).toBe("chainlink:eip155:1:USDT");
  expect(feedFor({ chain: "tvm:-239", symbol: "USD₮" }, chains)?.source).toBe("chainlink:eip155:1:USDT");
  expect(feedFor({ chain: "eip155:1", symbol: "usdc" }, chains)).toBeNull();
});
