type Whole = { toFixed(digits: number): string };

/** Text keeps every digit. Prisma's Decimal rounds silently, so it never leaves this package. */
export function whole(value: Whole): bigint {
  return BigInt(value.toFixed(0));
}
