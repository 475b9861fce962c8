import { describe, expect, test } from "vitest";
import { LOCALES, type Locale } from "./locales.ts";
import { readAmount } from "./read-amount.ts";

const read = (text: string, locale: Locale) => {
  const found = readAmount(text, { decimals: 6, symbol: "USDC" }, locale);
  return "units" in found ? found.units : found.fault;
};
const thousandAndAHalf = 1_234_500_000n;
const ALL = LOCALES.map((locale) => locale);

describe("an amount is read by the language it is typed in", () => {
  test.each([
    // What the pages show.
    ["en", "1,500", 1_500_000_000n],
    ["vi", "1.500", 1_500_000_000n],
    ["fr", "1\u202F500", 1_500_000_000n],
    ["fa", "۱٬۵۰۰", 1_500_000_000n],
    ["ar", "١٬٥٠٠", 1_500_000_000n],
    ["zh", "1,500", 1_500_000_000n],
    ["vi", "1.234,5", thousandAndAHalf],
    ["fr", "1\u202F234,50", thousandAndAHalf],
    ["en", "1,234.5", thousandAndAHalf],
    ["fa", "۱٬۲۳۴٫۵۰", thousandAndAHalf],
    // The same text in another language.
    ["en", "1.500", 1_500_000n],
    ["zh", "1.500", 1_500_000n],
    ["vi", "1,500", 1_500_000n],
    ["fr", "1,500", 1_500_000n],
    // Only one reading is possible, whoever's marks they are.
    ["fr", "1.234,5", thousandAndAHalf],
    ["vi", "1,234.5", thousandAndAHalf],
    ["vi", "1.5", 1_500_000n],
    ["en", "12,5", 12_500_000n],
    ["fa", "1,234,567", 1_234_567_000_000n],
    ["fa", "0.125", 125_000n],
    ["fa", "۱۲/۵", 12_500_000n],
    ["zh", "１２．５".replace("．", "."), 12_500_000n],
    ["en", "1 234.5", thousandAndAHalf],
    // Pasted from a page, symbol and isolates included.
    ["vi", "\u20661.500 USDC\u2069", 1_500_000_000n],
    ["fa", "\u200f۱۲۳۴٫۵\u200e", thousandAndAHalf],
  ] as const)("%s: %s", (locale, text, units) => {
    expect(read(text, locale)).toBe(units);
  });

  test.each([
    ["fr", "1.500", ["1500", "1.5"]],
    ["fa", "1.500", ["1500", "1.5"]],
    ["fa", "۱,۵۰۰", ["1500", "1.5"]],
    ["ar", "1,500", ["1500", "1.5"]],
  ] as const)("%s: %s has two readings, and is asked back", (locale, text, readings) => {
    const found = readAmount(text, { decimals: 6 }, locale);
    expect(found).toMatchObject({ fault: "amount_ambiguous" });
    expect(new Set("readings" in found ? found.readings : [])).toEqual(new Set(readings));
  });

  test.each(ALL)("%s: a sign that is no part of an amount is refused, never dropped", (locale) => {
    for (const text of [
      "",
      " ",
      "-5",
      "\u22125",
      "+5",
      "5-",
      "1e3",
      "0x10",
      "five",
      "5%",
      "$5",
      "5 USDT",
      "5 US",
      "1'500",
      "5 5",
      "1.2.3",
      "1,23,4",
      ".",
      ",",
      ".5",
      "5~",
      "5\u0000",
    ])
      expect(read(text, locale), JSON.stringify(text)).toBe("amount");
    expect(read("0.0000001", locale === "vi" || locale === "fr" ? "en" : locale)).toBe("amount_too_fine");
    expect(read("9".repeat(79), locale)).toBe("amount");
  });
});
