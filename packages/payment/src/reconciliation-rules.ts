/** Pure decisions of the reconciliation. Amounts are base units of one asset; nothing here reads a clock, a row or a chain. */
import type { DriftCause } from "@amanat/contracts";

/** Money that came (`in`) and went (`out`), both as positive amounts. */
export type Moved = { readonly in: bigint; readonly out: bigint };
export const NOTHING_MOVED: Moved = { in: 0n, out: 0n };

export function added(...all: readonly Moved[]): Moved {
  return all.reduce((sum, one) => ({ in: sum.in + one.in, out: sum.out + one.out }), NOTHING_MOVED);
}

/** A signed change as what came or what went. */
export const movedBy = (change: bigint): Moved => (change < 0n ? { in: 0n, out: -change } : { in: change, out: 0n });

/** What is known of one asset at one address. */
export type Facts = {
  /** Its balance in the block. */
  readonly chain: bigint;
  /** What the books say now. */
  readonly booked: bigint;
  /** Of it, what the chain did above the block. */
  readonly above: Moved;
  /** Mined at or below the block, and not booked yet. */
  readonly underWay: Moved;
};

export type Compared = { readonly books: bigint; readonly chain: bigint; readonly underWay: Moved; readonly difference: bigint };

/** Books and chain as of one block. `books` is what they say of the block; what is under way is expected beside it. */
export function compared({ chain, booked, above, underWay }: Facts): Compared {
  const books = booked - above.in + above.out;
  return { books, chain, underWay, difference: chain - (books + underWay.in - underWay.out) };
}

/** What might explain a difference. */
export type Hints = {
  /** Below this, in base units, nothing is worth moving. */
  readonly floor: bigint;
  /** Signed changes that are known, and not booked an hour later. */
  readonly late: readonly bigint[];
  /** Deposits that are booked beside another of the same transaction and log. */
  readonly doubled: readonly bigint[];
  /** Booked deposits whose block is not on the chain. */
  readonly gone: readonly bigint[];
};

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
/** One of them explains it alone, or all of them do together. */
const explains = (amounts: readonly bigint[], difference: bigint): boolean =>
  amounts.length > 0 && (amounts.includes(difference) || sum(amounts) === difference);

/** Why chain and books differ, by rule; the first that fits. A person decides what is done about it. */
export function causeOf(difference: bigint, { floor, late, doubled, gone }: Hints): DriftCause {
  const missing = -difference;
  // First: of two bookings of one transfer, one stands for a block that is not on the chain.
  if (explains(doubled, missing)) return "duplicate";
  if (explains(gone, missing)) return "reorg";
  if (explains(late, difference)) return "late";
  if ((missing < 0n ? difference : missing) < floor) return "dust";
  return difference > 0n && late.length === 0 ? "missing_event" : "unknown";
}

/** After so many looks a difference that still changes is one, too. */
const MOST_LOOKS = 4;

/** The next status of a suspected difference. `before`: the amount that the last look found; null before the first. */
export function judged(before: bigint | null, found: bigint, looks: number): "suspected" | "open" | "vanished" {
  if (found === 0n) return "vanished";
  if (looks >= 2 && before === found) return "open";
  return looks >= MOST_LOOKS ? "open" : "suspected";
}
