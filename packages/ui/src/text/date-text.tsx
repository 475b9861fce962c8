import { formatDate, formatDateExact, type DateStyle } from "@amanat/i18n";
import { useLocale, useTimeZone } from "next-intl";

export type DateTextProps = { value: string; look?: DateStyle };

/** Dates for sentences: as the reader's language writes them, in the zone the reader lives by. */
export function useDateWords(): (value: string, look: DateStyle) => string {
  const locale = useLocale();
  // The server that wrote the page and the browser know the same one.
  const zone = useTimeZone() ?? "UTC";
  return (value, look) => formatDate(value, look, locale, zone);
}

/**
 * An instant as the reader's language writes it (Jalali in Persian), in the reader's own zone; the title has it in
 * Gregorian and UTC. Where a date decides about money it is `due`: named zone, both calendars.
 */
export function DateText({ value, look = "day" }: DateTextProps) {
  const words = useDateWords();
  return (
    <time dateTime={value} title={formatDateExact(value)}>
      {words(value, look)}
    </time>
  );
}
