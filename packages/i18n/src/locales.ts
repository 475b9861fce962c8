import { LOCALES, type Locale } from "@amanat/contracts";

export { LOCALES, type Locale };

/** The language a person meets before they have chosen one. */
export const DEFAULT_LOCALE: Locale = "fa";

/** Each language's name in itself, for the language switch. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = {
  fa: "فارسی",
  en: "English",
  fr: "Français",
  vi: "Tiếng Việt",
  zh: "中文",
  ar: "العربية",
};

/**
 * What Intl is asked for. Pinned, because a bare `ar` prints Latin digits and because Node and the
 * browser must print the same characters.
 */
const INTL_TAGS: Readonly<Record<Locale, string>> = {
  fa: "fa-IR-u-ca-persian-nu-arabext",
  en: "en-GB-u-ca-gregory-nu-latn",
  fr: "fr-FR-u-ca-gregory-nu-latn",
  vi: "vi-VN-u-ca-gregory-nu-latn",
  zh: "zh-CN-u-ca-gregory-nu-latn",
  ar: "ar-EG-u-ca-gregory-nu-arab",
};

/** The zone of readers who have not told theirs: where most of a language live, else nobody's. */
const TIME_ZONES: Readonly<Record<Locale, string>> = {
  fa: "Asia/Tehran",
  en: "UTC",
  fr: "UTC",
  vi: "Asia/Ho_Chi_Minh",
  zh: "Asia/Shanghai",
  ar: "UTC",
};

export function isLocale(text: string | undefined): text is Locale {
  return LOCALES.some((locale) => locale === text);
}

/** Writing direction of a language. */
export function directionOf(locale: Locale): "rtl" | "ltr" {
  return locale === "fa" || locale === "ar" ? "rtl" : "ltr";
}

/** The BCP 47 tag to give to Intl, with calendar and digits pinned. */
export function intlTag(locale: Locale): string {
  return INTL_TAGS[locale];
}

/** The tag of the calendar a language does not use by itself: Gregorian in Persian, Jalali elsewhere. */
export function otherCalendarTag(locale: Locale): string {
  return intlTag(locale).replace(/-ca-(persian|gregory)/, (_, own: string) => (own === "persian" ? "-ca-gregory" : "-ca-persian"));
}

/** The IANA zone of a language's readers as long as they have not told theirs. */
export function timeZoneOf(locale: Locale): string {
  return TIME_ZONES[locale];
}
