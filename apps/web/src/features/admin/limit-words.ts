"use client";

import type { LimitView } from "@amanat/contracts";
import { formatCount, formatSpan } from "@amanat/i18n";
import { useLocale, useTranslations } from "next-intl";

type Allowance = LimitView["current"];

const UNITS = [
  { unit: "hour", seconds: 3_600 },
  { unit: "minute", seconds: 60 },
  { unit: "second", seconds: 1 },
] as const;

/** Limits in words of the reader's language: `10 in 15 minutes`. */
export function useLimitWords(): {
  count: (count: number) => string;
  span: (seconds: number) => string;
  rate: (allowed: Allowance) => string;
} {
  const t = useTranslations("admin.limits");
  const locale = useLocale();
  const count = (value: number) => formatCount(value, locale);
  const span = (seconds: number) => {
    // Exact, unlike the time that is left of something: 90 seconds are not a minute.
    const found = UNITS.find((each) => seconds % each.seconds === 0) ?? UNITS[2];
    return formatSpan({ unit: found.unit, count: seconds / found.seconds }, locale);
  };
  return { count, span, rate: ({ points, seconds }) => t("rate", { points: count(points), span: span(seconds) }) };
}
