import { type Currency, type QuoteView, worth } from "@amanat/contracts";
import { formatAmount, type Locale } from "@amanat/i18n";

/** Units that a price is shown in beside its token. A toman is ten rials: people count in tomans, banks and rate services in rials. */
export const UNITS = {
  toman: { currency: "IRR", tenths: 1, fraction: 0 },
  rial: { currency: "IRR", tenths: 0, fraction: 0 },
  lira: { currency: "TRY", tenths: 0, fraction: 2 },
} as const satisfies Record<string, { currency: Currency; tenths: number; fraction: number }>;
export type Unit = keyof typeof UNITS;

/** The reader's units, and the quotes in their currency that count. */
export type KnownRates = { readonly units: readonly Unit[]; readonly quotes: readonly QuoteView[] };

const OF_ZONES: Readonly<Record<string, readonly Unit[]>> = {
  "Asia/Tehran": ["toman", "rial"],
  Iran: ["toman", "rial"],
  "Europe/Istanbul": ["lira"],
  "Asia/Istanbul": ["lira"],
  Turkey: ["lira"],
};

/**
 * The units of a reader, by time zone, else by language, since an account has no setting for it. None for everybody else: a dollar token's worth in
 * dollars tells nothing new.
 */
export function unitsOf(locale: Locale, zone: string): readonly Unit[] {
  return OF_ZONES[zone] ?? (locale === "fa" ? ["toman", "rial"] : []);
}

/** The quotes that these units are told by. */
export function quotesFor(units: readonly Unit[], quotes: readonly QuoteView[]): readonly QuoteView[] {
  const wanted = new Set<Currency>(units.map((unit) => UNITS[unit].currency));
  return quotes.filter(({ currency }) => wanted.has(currency));
}

/** The worth of an amount, or of both ends of a range, in each unit that has a valid quote, written in the digits of a language. */
export function toldIn(
  { units, quotes }: KnownRates,
  { amounts, asset, decimals }: { amounts: readonly string[]; asset: string; decimals: number },
  locale: Locale,
): readonly { unit: Unit; amount: string; at: string }[] {
  return units.flatMap((unit) => {
    const { currency, tenths, fraction } = UNITS[unit];
    const quote = quotes.find((known) => known.asset === asset && known.currency === currency);
    if (quote === undefined) return [];
    const ratio = { rate: BigInt(quote.rate), scale: quote.scale + tenths };
    const sums = amounts.map((amount) => formatAmount(worth(BigInt(amount), decimals, ratio, fraction), fraction, locale));
    return [{ unit, amount: [...new Set(sums)].join(" – "), at: quote.madeAt }];
  });
}
