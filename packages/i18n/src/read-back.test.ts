import { formatUnits, LOCALES, MAX_AMOUNT, parseUnits, readAmount } from "@amanat/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatAmount } from "./format.ts";
import { isolatedLeftToRight } from "./isolate.ts";

const amounts = fc.oneof(fc.bigInt({ min: 0n, max: MAX_AMOUNT }), fc.bigInt({ min: 0n, max: 10n ** 13n }));
const decimals = fc.integer({ min: 0, max: 36 });
/** As a page shows an amount: bare, with its symbol, isolated inside a sentence (`moneyText`). */
const SHOWN: readonly ((amount: string) => string)[] = [
  (amount) => amount,
  (amount) => `${amount} USDC`,
  (amount) => isolatedLeftToRight(`${amount} USDC`),
];

describe.each(LOCALES.map((locale) => locale))("what is shown in %s can be read back", (locale) => {
  test("every amount of every asset, to the last unit", () => {
    fc.assert(
      fc.property(amounts, decimals, fc.constantFrom(...SHOWN), (units, places, show) => {
        const found = readAmount(show(formatAmount(units, places, locale)), { decimals: places, symbol: "USDC" }, locale);
        expect(found).toEqual({ units });
      }),
      { numRuns: 500 },
    );
  });

  test("round thousands, which languages write against one another", () => {
    for (const units of [1_000n, 1_500n, 1_234n, 999_999n, 1_000_000n, 1_234_567n].map((whole) => whole * 1_000_000n))
      expect(readAmount(formatAmount(units, 6, locale), { decimals: 6 }, locale)).toEqual({ units });
  });
});

test("a plain decimal, as links and programs carry it, can be read back", () => {
  fc.assert(fc.property(amounts, decimals, (units, places) => parseUnits(formatUnits(units, places), places) === units));
});
