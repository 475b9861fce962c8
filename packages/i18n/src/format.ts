import { formatUnits } from "@amanat/contracts";
import { intlTag, otherCalendarTag, type Locale } from "./locales.ts";

/** Fraction digits an amount shows at least, once it has any: 97.50, but 260. */
const MIN_FRACTION = 2;

/**
 * An amount of base units in the digits and grouping of a language, exact to the last unit: the
 * decimal goes to Intl as text, never as a number.
 */
export function formatAmount(units: string | bigint, decimals: number, locale: Locale): string {
  const decimal = formatUnits(BigInt(units), decimals);
  const least = decimal.includes(".") ? Math.min(MIN_FRACTION, decimals) : 0;
  return decimalFormat(locale, least, decimals).format(decimal as Intl.StringNumericLiteral);
}

/** A whole count (offers, days, confirmations) in the digits of a language. */
export function formatCount(count: number, locale: Locale): string {
  return decimalFormat(locale, 0, 0).format(count);
}

const BYTE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** The size of a file as people say it: 3.4 MB, 812 kB. */
export function formatBytes(bytes: number, locale: Locale): string {
  const step = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const size = bytes / 1_024 ** step;
  const look = { style: "unit", unit: BYTE_UNITS[step] ?? "byte", unitDisplay: step === 0 ? "long" : "short" } as const;
  return new Intl.NumberFormat(intlTag(locale), { ...look, maximumFractionDigits: size < 10 ? 1 : 0 }).format(size);
}

/** A share of a whole as a percentage without fractions, rounded down: what is not whole is never shown as whole. */
export function formatShare(part: number, whole: number, locale: Locale): string {
  const share = whole === 0 ? 1 : Math.min(1, part / whole);
  return new Intl.NumberFormat(intlTag(locale), { style: "percent", maximumFractionDigits: 0 }).format(Math.floor(share * 100) / 100);
}

/** Basis points as a percentage: 250 is `2.5%`. */
export function formatBps(bps: number, locale: Locale): string {
  return new Intl.NumberFormat(intlTag(locale), { style: "percent", maximumFractionDigits: 2 }).format(bps / 10_000);
}

const decimalFormats = new Map<string, Intl.NumberFormat>();

function decimalFormat(locale: Locale, minimumFractionDigits: number, maximumFractionDigits: number): Intl.NumberFormat {
  const key = `${locale}:${minimumFractionDigits}:${maximumFractionDigits}`;
  const known = decimalFormats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(intlTag(locale), { minimumFractionDigits, maximumFractionDigits });
  decimalFormats.set(key, made);
  return made;
}

/**
 * `day`; `moment` and `time` name their zone; `clock` is the bare time of a screen that ticks; `due` is for dates that decide
 * about money: whole, with the zone's name, in both calendars.
 */
export type DateStyle = "day" | "moment" | "time" | "clock" | "due";

const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const satisfies Intl.DateTimeFormatOptions;
const DAY = { day: "numeric", month: "long", year: "numeric" } as const satisfies Intl.DateTimeFormatOptions;

const DATE_PARTS: Readonly<Record<DateStyle, Intl.DateTimeFormatOptions>> = {
  day: DAY,
  moment: { day: "numeric", month: "long", ...CLOCK },
  time: CLOCK,
  clock: CLOCK,
  due: { ...DAY, ...CLOCK },
};
const NAMES_ZONE: ReadonlySet<DateStyle> = new Set(["moment", "time", "due"]);

const dateFormats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(tag: string, style: DateStyle, timeZone: string): Intl.DateTimeFormat {
  const key = `${tag} ${style} ${timeZone}`;
  const known = dateFormats.get(key);
  if (known) return known;
  // The zone's name in words, which every version of Intl writes alike; UTC has none that people say.
  const timeZoneName = timeZone === "UTC" ? "short" : "longGeneric";
  const made = new Intl.DateTimeFormat(tag, { ...DATE_PARTS[style], ...(NAMES_ZONE.has(style) ? { timeZoneName } : {}), timeZone });
  dateFormats.set(key, made);
  return made;
}

/** An ISO instant as a language writes it in the reader's zone: Jalali for Persian, Gregorian elsewhere, both where it is due. */
export function formatDate(instant: string, style: DateStyle, locale: Locale, timeZone: string): string {
  const at = new Date(instant);
  const own = dateFormat(intlTag(locale), style, timeZone).format(at);
  return style === "due" ? `${own} · ${dateFormat(otherCalendarTag(locale), "day", timeZone).format(at)}` : own;
}

/** The same instant unmistakably: Gregorian, UTC, Latin digits; for a title or a receipt. */
export function formatDateExact(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

export type Span = { unit: "day" | "hour" | "minute" | "second"; count: number };

/** The largest unit that still says something: 90,000 ms is one minute. Days and hours to the nearest, minutes and seconds down; never negative. */
export function spanOf(milliseconds: number): Span {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  // To the nearest: three days promised a minute ago are not "2 days". The exact moment stands beside it.
  if (seconds >= 86_400) return { unit: "day", count: Math.round(seconds / 86_400) };
  if (seconds >= 3_600) return { unit: "hour", count: Math.round(seconds / 3_600) };
  if (seconds >= 60) return { unit: "minute", count: Math.floor(seconds / 60) };
  return { unit: "second", count: seconds };
}

/** Minutes and seconds, `14:05`, in the digits of a language; hours appear when there are any. */
export function formatClock(milliseconds: number, locale: Locale): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  const two = new Intl.NumberFormat(intlTag(locale), { minimumIntegerDigits: 2, useGrouping: false });
  return shown.map((part) => two.format(part)).join(":");
}

/** A count of one unit of time in words: `3 days`, `۳ روز`. */
export function formatSpan(span: Span, locale: Locale): string {
  return new Intl.NumberFormat(intlTag(locale), { style: "unit", unit: span.unit, unitDisplay: "long" }).format(span.count);
}
