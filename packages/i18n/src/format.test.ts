import { expect, test } from "vitest";
import { formatAmount, formatBps, formatClock, formatDate, formatDateExact, formatSpan, spanOf } from "./format.ts";
import { directionOf, isLocale, LOCALES, type Locale } from "./locales.ts";

test("amounts are exact to the last unit in every language's digits", () => {
  expect(formatAmount("12345678901234567891", 6, "en")).toBe("12,345,678,901,234.567891");
  expect(formatAmount("1234500000", 6, "fa")).toBe("۱٬۲۳۴٫۵۰");
  expect(formatAmount("1", 18, "ar")).toBe("٠٫٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠١");
  expect(formatAmount("0", 6, "zh")).toBe("0");
  expect(formatAmount("7", 0, "en")).toBe("7");
  expect(formatAmount("97500000", 6, "en")).toBe("97.50");
  expect(formatAmount("260000000", 6, "fa")).toBe("۲۶۰");
});

test("a date is cut in the reader's zone, which it names wherever it names an hour; the exact form is Gregorian UTC", () => {
  expect(formatDate("2026-03-20T20:45:00Z", "day", "fa", "Asia/Tehran")).toBe("۱ فروردین ۱۴۰۵");
  expect(formatDate("2026-03-20T20:45:00Z", "day", "fa", "America/New_York")).toBe("۲۹ اسفند ۱۴۰۴");
  expect(formatDate("2026-11-20T23:30:00Z", "day", "ar", "UTC")).toBe("٢٠ نوفمبر ٢٠٢٦");
  expect(formatDate("2026-11-20T23:30:00Z", "moment", "fa", "Asia/Tehran")).toBe("۳۰ آبان ساعت ۰۳:۰۰ (وقت عادی ایران)");
  expect(formatDate("2026-11-20T23:30:00Z", "moment", "en", "Asia/Tehran")).toBe("21 November at 03:00 Iran Standard Time");
  expect(formatDate("2026-11-20T23:30:00Z", "time", "en", "UTC")).toBe("23:30 UTC");
  expect(formatDate("2026-11-20T23:30:00Z", "clock", "en", "Asia/Tehran")).toBe("03:00");
  expect(formatDateExact("2026-11-20T23:30:00.000Z")).toBe("2026-11-20 23:30 UTC");
});

test("a date that decides about money says its day in both calendars, in every language", () => {
  const due = (locale: Locale) => formatDate("2026-11-20T11:00:00Z", "due", locale, "Asia/Tehran");
  expect(due("fa")).toBe("۲۹ آبان ۱۴۰۵ ساعت ۱۴:۳۰ (وقت عادی ایران) · ۲۰ نوامبر ۲۰۲۶");
  expect(due("en")).toBe("20 November 2026 at 14:30 Iran Standard Time · 29 Aban 1405 AP");
  for (const locale of LOCALES) {
    const text = due(locale);
    expect([...text.matchAll(/[\u06f0-\u06f9\u0660-\u0669\d]{4}/gu)].length, text).toBe(2);
  }
});

test("clocks and spans count down to nothing and no further", () => {
  expect(formatClock(65_000, "fa")).toBe("۰۱:۰۵");
  expect(formatClock(3_725_000, "en")).toBe("01:02:05");
  expect(formatClock(-5, "en")).toBe("00:00");
  expect(spanOf(90_000)).toEqual({ unit: "minute", count: 1 });
  expect(formatSpan(spanOf(3 * 86_400_000), "fa")).toBe("۳ روز");
  expect(formatSpan(spanOf(3 * 86_400_000 - 1), "en")).toBe("3 days");
  expect(formatSpan(spanOf(14 * 86_400_000 - 60_000), "en")).toBe("14 days");
  expect(formatSpan(spanOf(2.4 * 86_400_000), "en")).toBe("2 days");
  expect(formatSpan(spanOf(2 * 3_600_000 - 1), "en")).toBe("2 hours");
  expect(formatBps(250, "en")).toBe("2.5%");
});

test("languages and their directions", () => {
  expect(LOCALES.filter((locale) => directionOf(locale) === "rtl")).toEqual(["fa", "ar"]);
  expect(isLocale("cn")).toBe(false);
});
