"use client";

import { formatDate, formatDateExact, type DateStyle } from "@amanat/i18n";
import { useLocale } from "use-intl";

export type DateTextProps = { value: string; look?: DateStyle };

/**
 * An instant as the reader's language writes it (Jalali in Persian); the title has it in Gregorian
 * and UTC. The zone is the language's, so that server and browser print the same text.
 */
export function DateText({ value, look = "day" }: DateTextProps) {
  const locale = useLocale();
  return (
    <time dateTime={value} title={formatDateExact(value)}>
      {formatDate(value, look, locale)}
    </time>
  );
}
