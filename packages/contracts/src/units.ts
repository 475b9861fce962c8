// Plain arithmetic on amounts, apart from the schemas: every page shows amounts, few check them.

/** Base units of an asset as decimal text: no sign, no leading zero, at most 78 digits. */
export const AMOUNT_PATTERN = /^(0|[1-9]\d{0,77})$/;

/** The chain an asset is on: what stands before the slash of its CAIP-19 id. */
export function chainOf(asset: string): string {
  return asset.slice(0, asset.indexOf("/"));
}

/** Largest value a 256-bit token can carry. */
export const MAX_AMOUNT = 2n ** 256n - 1n;

/**
 * Splits a price into the platform's fee and the seller's part. The fee is rounded down,
 * the seller gets the rest, and the two always add up to the price.
 */
export function splitFee(price: bigint, feeBps: number): { fee: bigint; sellerReceives: bigint } {
  const fee = (price * BigInt(feeBps)) / 10_000n;
  return { fee, sellerReceives: price - fee };
}

/** Base units as a plain decimal: `formatUnits(1_500_000n, 6)` is `1.5`. Exact, Latin digits, no grouping. */
export function formatUnits(amount: bigint, decimals: number): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return `${amount < 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/** Replaces Persian and Arabic digits and separators by their Latin forms; drops their grouping, spaces and direction marks. */
export function latinDigits(text: string): string {
  return text
    .replace(/[۰-۹]/g, (d) => String(d.charCodeAt(0) - 0x06f0))
    .replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x0660))
    .replace(/٫/g, ".")
    .replace(/[٬\s\u200e\u200f]/g, "");
}

/**
 * The Latin comma groups in English and divides in French. Where only one reading is possible it is taken;
 * `1,234` has two, a thousand apart, and is nobody's to guess: null.
 */
function withoutComma(text: string): string | null {
  if (!text.includes(",")) return text;
  if (/^\d{1,3}(,\d{3})+\.\d*$/.test(text) || /^\d{1,3}(,\d{3}){2,}$/.test(text)) return text.replaceAll(",", "");
  return /^\d+,(\d{1,2}|\d{4,})$/.test(text) ? text.replace(",", ".") : null;
}

/**
 * A typed decimal (any of our digit scripts) as base units, or null when it is not a plain
 * non-negative decimal, can be read in two ways, or has more fraction digits than the asset.
 */
export function parseUnits(text: string, decimals: number): bigint | null {
  const match = /^(\d{1,78})(?:\.(\d*))?$/.exec(withoutComma(latinDigits(text)) ?? "");
  if (!match) return null;
  const fraction = match[2] ?? "";
  if (fraction.length > decimals) return null;
  const units = BigInt(`${match[1]}${fraction.padEnd(decimals, "0")}`);
  return units <= MAX_AMOUNT ? units : null;
}
