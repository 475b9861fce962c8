import { AMOUNT_PATTERN, type CasePart, type ShareView } from "@amanat/contracts";

/** A division as it is typed: base units, or what is no amount. */
export type TypedShare = { readonly tranche: number; readonly release: string; readonly refund: string };

type Part = Pick<CasePart, "tranche" | "amount">;

export const nothingTyped = (parts: readonly Part[]): TypedShare[] => parts.map(({ tranche }) => ({ tranche, release: "", refund: "" }));

/** One side's part of an amount, and the rest for the other; the rest is empty where the part is no amount, or more than there is. */
export function sharedBy({ tranche, amount }: Part, side: "release" | "refund", typed: string): TypedShare {
  const rest = AMOUNT_PATTERN.test(typed) && BigInt(typed) <= BigInt(amount) ? (BigInt(amount) - BigInt(typed)).toString() : "";
  return side === "release" ? { tranche, release: typed, refund: rest } : { tranche, release: rest, refund: typed };
}

/** So many hundredths for the seller, rounded down; what is left over goes back. */
export function sharedAt(part: Part, percent: number): TypedShare {
  return sharedBy(part, "release", ((BigInt(part.amount) * BigInt(percent)) / 100n).toString());
}

const isExact = ({ amount }: Part, { release, refund }: TypedShare): boolean =>
  AMOUNT_PATTERN.test(release) && AMOUNT_PATTERN.test(refund) && BigInt(release) + BigInt(refund) === BigInt(amount);

/** The division where each part comes exactly to what is on hold, else null: nothing else can be sent. */
export function exactShares(parts: readonly Part[], typed: readonly TypedShare[]): ShareView[] | null {
  const shares = parts.map((part) => typed.find(({ tranche }) => tranche === part.tranche));
  const whole = parts.every((part, index) => shares[index] !== undefined && isExact(part, shares[index]));
  return whole ? shares.filter((share) => share !== undefined) : null;
}

/** The same shares, each in the asset of its part: what an amount means depends on it. */
export const inAssets = (shares: readonly ShareView[], parts: readonly CasePart[]): (ShareView & { asset: string })[] =>
  shares.map((share) => ({ ...share, asset: parts.find(({ tranche }) => tranche === share.tranche)?.asset ?? "" }));
