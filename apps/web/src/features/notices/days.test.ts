import { formatDate } from "@amanat/i18n";
import { expect, test } from "vitest";
import { byDay } from "./days.ts";

test("things stand under the days of the reader's zone and calendar", () => {
  const things = ["2026-11-30T21:00:00Z", "2026-11-30T20:00:00Z", "2026-11-30T01:00:00Z", "2026-11-29T21:00:00Z"].map((at) => ({ at }));
  const seen = (zone: string, locale: "fa" | "en") =>
    byDay(things, (at) => formatDate(at, "day", locale, zone)).map(({ day, things: under }) => [day, under.length]);
  expect(seen("UTC", "en")).toEqual([
    ["30 November 2026", 3],
    ["29 November 2026", 1],
  ]);
  expect(seen("Asia/Tehran", "fa")).toEqual([
    ["۱۰ آذر ۱۴۰۵", 1],
    ["۹ آذر ۱۴۰۵", 3],
  ]);
});
