import type { Locale } from "./locales.ts";
import { latinDigits, MAX_AMOUNT } from "./units.ts";

/** Why a typed amount is refused: it is no number, it is ambiguous, or it is finer than its asset. */
export type AmountFault = "amount" | "amount_ambiguous" | "amount_too_fine";
export type ReadAmount = { units: bigint } | { fault: AmountFault; readings: readonly string[] };

/** The number marks of each language. Persian and Arabic marks are unambiguous everywhere; point and comma swap meaning. */
const OWN: Readonly<Record<Locale, { decimal: string; group: string }>> = {
  fa: { decimal: "٫", group: "٬" },
  ar: { decimal: "٫", group: "٬" },
  en: { decimal: ".", group: "," },
  zh: { decimal: ".", group: "," },
  fr: { decimal: ",", group: " " },
  vi: { decimal: ",", group: "." },
};
/** What people also use: a slash for the fraction in Persian. */
const FRACTIONS = [".", ",", "٫", "/"] as const;
const GROUPS = [".", ",", "٬", " "] as const;

/** One way to read a number: its decimal mark and its thousands mark. */
function reading(text: string, decimal: string, group: string, own: boolean): string | null {
  const [whole = "", fraction, ...rest] = text.split(decimal);
  if (rest.length > 0 || (fraction !== undefined && !(own ? /^\d*$/ : /^\d+$/).test(fraction))) return null;
  const parts = whole.split(group);
  const grouped = parts.length > 1;
  // Thousands come in groups of three after one to three digits that are not a single zero; anything else is no grouping.
  if (grouped && !(/^[1-9]\d{0,2}$/.test(parts[0] ?? "") && parts.slice(1).every((part) => /^\d{3}$/.test(part)))) return null;
  const digits = parts.join("");
  if (!/^\d{1,78}$/.test(digits)) return null;
  const least = fraction?.replace(/0+$/, "") ?? "";
  return `${digits.replace(/^0+(?=\d)/, "")}${least === "" ? "" : `.${least}`}`;
}

/** The decimals a text can be read as: by the language's own marks, and by any. */
function readingsOf(text: string, locale: Locale): { own: Set<string>; all: Set<string> } {
  const own = new Set<string>();
  const all = new Set<string>();
  for (const decimal of FRACTIONS) {
    if (decimal === "/" && locale !== "fa") continue;
    for (const group of GROUPS) {
      if (decimal === group) continue;
      const ours = (!text.includes(decimal) || decimal === OWN[locale].decimal) && (!text.includes(group) || group === OWN[locale].group);
      const found = reading(text, decimal, group, ours);
      if (found === null) continue;
      all.add(found);
      if (ours) own.add(found);
    }
  }
  return { own, all };
}

/** Text around an amount without value: direction marks, the asset's own symbol. */
function bare(text: string, symbol: string): string {
  const marks = /[\u200e\u200f\u061c\u2066-\u2069]/g;
  const plain = latinDigits(text.replace(marks, ""))
    .replace(/[\u00a0\u2009\u202f]/g, " ")
    .trim();
  if (symbol === "") return plain;
  if (plain.endsWith(symbol)) return plain.slice(0, -symbol.length).trim();
  return plain.startsWith(symbol) ? plain.slice(symbol.length).trim() : plain;
}

/**
 * Reads an amount as typed or pasted. The language's own marks come first (1.500 is fifteen hundred in Vietnamese, one and a half in English),
 * then any reading, if there is only one. An ambiguous text is asked back, and an unknown sign is refused, never dropped.
 */
export function readAmount(text: string, { decimals, symbol = "" }: { decimals: number; symbol?: string }, locale: Locale): ReadAmount {
  const { own, all } = readingsOf(bare(text, symbol), locale);
  const found = own.size === 1 ? own : all;
  const [decimal] = found;
  if (decimal === undefined) return { fault: "amount", readings: [] };
  if (found.size > 1) return { fault: "amount_ambiguous", readings: [...found] };
  const [whole = "", fraction = ""] = decimal.split(".");
  if (fraction.length > decimals) return { fault: "amount_too_fine", readings: [] };
  const units = BigInt(`${whole}${fraction.padEnd(decimals, "0")}`);
  return units <= MAX_AMOUNT ? { units } : { fault: "amount", readings: [] };
}
