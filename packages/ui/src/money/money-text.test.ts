import { LOCALES, positiveAmountSchema } from "@amanat/contracts";
import { expect, test } from "vitest";
import { textFromUnits, understood } from "./money-text.ts";

const USDC = { decimals: 6, symbol: "USDC" };

test.each(LOCALES.map((locale) => locale))("in %s units survive the way to the field and back, to the last unit", (locale) => {
  for (const units of [
    "1",
    "1000000",
    "1500000000",
    "123450000",
    "115792089237316195423570985008687907853269984665640564039457584007913129639935",
  ])
    for (const decimals of [0, 6, 18])
      expect(understood(textFromUnits(units, decimals, locale), { decimals, symbol: "USDC" }, locale).report, units).toBe(units);
});

test("what is no amount, or could be two, is never reported as one, and nothing of it is dropped", () => {
  for (const typed of ["-5", "1.2.3", ".", "0.1234567", "9".repeat(79), "5 USDT", "1'500", "12a"]) {
    const { report, fault } = understood(typed, USDC, "en");
    expect(positiveAmountSchema.safeParse(report).success, typed).toBe(false);
    expect(fault, typed).not.toBeNull();
    expect(report.startsWith(typed)).toBe(true);
  }
  expect(understood("1.500", USDC, "fr")).toMatchObject({ report: "1.500", fault: "amount_ambiguous", readings: ["1.5", "1500"] });
  expect(understood(" ", USDC, "en").report).toBe("");
});
