import { expect, test } from "vitest";
import { formatAmount, formatBps, formatClock, formatDate, formatDateExact, formatSpan, spanOf } from "./format.ts";
import { directionOf, isLocale, LOCALES } from "./locales.ts";

test("amounts are exact to the last unit in every language's digits", () => {
  expect(formatAmount("12345678901234567891", 6, "en")).toBe("12,345,678,901,234.567891");
  expect(formatAmount("1234500000", 6, "fa")).toBe("۱٬۲۳۴٫۵۰");
  expect(formatAmount("1", 18, "ar")).toBe("٠٫٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠١");
  expect(formatAmount("0", 6, "zh")).toBe("0");
  expect(formatAmount("7", 0, "en")).toBe("7");
  expect(formatAmount("97500000", 6, "en")).toBe("97.50");
  expect(formatAmount("260000000", 6, "fa")).toBe("۲۶۰");
});

test("Persian dates are Jalali and cut in Tehran, the exact form is Gregorian UTC", () => {
  expect(formatDate("2026-03-20T20:45:00Z", "day", "fa")).toBe("۱ فروردین ۱۴۰۵");
  expect(formatDate("2026-11-20T23:30:00Z", "day", "ar")).toBe("٢٠ نوفمبر ٢٠٢٦");
  expect(formatDateExact("2026-11-20T23:30:00.000Z")).toBe("2026-11-20 23:30 UTC");
});

test("clocks and spans count down to nothing and no further", () => {
  expect(formatClock(65_000, "fa")).toBe("۰۱:۰۵");
  expect(formatClock(3_725_000, "en")).toBe("01:02:05");
  expect(formatClock(-5, "en")).toBe("00:00");
  expect(spanOf(90_000)).toEqual({ unit: "minute", count: 1 });
  expect(formatSpan(spanOf(3 * 86_400_000), "fa")).toBe("۳ روز");
  expect(formatBps(250, "en")).toBe("2.5%");
});

test("languages and their directions", () => {
  expect(LOCALES.filter((locale) => directionOf(locale) === "rtl")).toEqual(["fa", "ar"]);
  expect(isLocale("cn")).toBe(false);
});
