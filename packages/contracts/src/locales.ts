/** The languages of the product; the first is the default. */
export const LOCALES = ["fa", "en", "fr", "vi", "zh", "ar"] as const;
export type Locale = (typeof LOCALES)[number];
