// Plain arithmetic on amounts, without the schemas: every page shows amounts, few validate them.

/** Base units of an asset as decimal text: no sign, no leading zero, at most 78 digits. */
export const AMOUNT_PATTERN = /^(0|[1-9]\d{0,77})$/;

/** The chain of an asset: the part of its CAIP-19 id before the slash. */
export function chainOf(asset: string): string {
  return asset.slice(0, asset.indexOf("/"));
}

/** Largest value a 256-bit token can carry. */
export const MAX_AMOUNT = 2n ** 256n - 1n;

/**
 * Splits a price into the platform's fee and the seller's part. The fee is rounded down, the seller gets the rest, and the two always add
 * up to the price. This is what is shown; what is taken is counted over all releases of a tranche (`feeOf` of payment).
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

/** Persian, Arabic and full-width digits as Latin ones; everything else stays. */
export function latinDigits(text: string): string {
  return text
    .replace(/[۰-۹]/g, (d) => String(d.charCodeAt(0) - 0x06f0))
    .replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x0660))
    .replace(/[０-９]/g, (d) => String(d.charCodeAt(0) - 0xff10));
}

/**
 * Base units of a plain decimal as `formatUnits` writes it: Latin digits and a point. Null for anything else, and for more fraction digits
 * than the asset has. What people type is read by `readAmount`, which knows their language.
 */
export function parseUnits(text: string, decimals: number): bigint | null {
  const match = /^(\d{1,78})(?:\.(\d*))?$/.exec(text);
  if (!match) return null;
  const fraction = match[2] ?? "";
  if (fraction.length > decimals) return null;
  const units = BigInt(`${match[1]}${fraction.padEnd(decimals, "0")}`);
  return units <= MAX_AMOUNT ? units : null;
}
