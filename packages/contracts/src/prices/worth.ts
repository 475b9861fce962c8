// Plain arithmetic, without the schemas: pages show what amounts are worth.

/** Currencies that prices are told in beside the token they are paid in. */
export const CURRENCIES = ["USD", "IRR", "TRY"] as const;
export type Currency = (typeof CURRENCIES)[number];

/** What one whole unit costs: rate / 10^scale. */
export type Ratio = { readonly rate: bigint; readonly scale: number };

/**
 * What an amount of a token is worth, in units of 10^-fraction of the currency: exact until the end, then rounded to the nearest, halves up. It is
 * shown as "about", and nothing is paid by it.
 */
export function worth(amount: bigint, decimals: number, { rate, scale }: Ratio, fraction: number): bigint {
  const product = amount * rate * 10n ** BigInt(fraction);
  const divisor = 10n ** BigInt(decimals + scale);
  return (2n * product + divisor) / (2n * divisor);
}
