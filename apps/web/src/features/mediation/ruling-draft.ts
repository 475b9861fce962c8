import { type CaseOutcome, type CasePart, HOLD_REASON_MIN, type Sanction, type ShareView } from "@amanat/contracts";
import { exactShares, sharedAt, type TypedShare } from "../cases/shares.ts";

export const MEASURES = ["none", "warning", "ban"] as const;
export type Measure = (typeof MEASURES)[number];
/** Days in which a replacement may be due. */
export const MOST_DAYS = 90;

/** A ruling as it is written. */
export type RulingDraft = {
  readonly outcome: CaseOutcome | null;
  readonly shares: readonly TypedShare[];
  readonly days: string;
  readonly seller: Measure;
  readonly buyer: Measure;
  readonly reasons: string;
};

export const divides = (outcome: CaseOutcome | null): boolean => outcome === "split" || outcome === "compensation";

/** What an outcome does with the money: nothing, or a division of all that is on hold. Null while what is typed is none. */
export function sharesOf({ outcome, shares }: Pick<RulingDraft, "outcome" | "shares">, parts: readonly CasePart[]): ShareView[] | null {
  if (outcome === null) return null;
  if (divides(outcome)) return exactShares(parts, shares);
  if (outcome === "refund" || outcome === "release")
    return exactShares(
      parts,
      parts.map((part) => sharedAt(part, outcome === "release" ? 100 : 0)),
    );
  return [];
}

export const daysOf = ({ days }: Pick<RulingDraft, "days">): number | null => {
  const count = /^\d{1,2}$/.test(days) ? Number(days) : 0;
  return count >= 1 && count <= MOST_DAYS ? count : null;
};

/** What is missing in a ruling before it can be given. */
export function missingIn(draft: RulingDraft, parts: readonly CasePart[]): ("outcome" | "shares" | "days" | "reasons")[] {
  return [
    ...(draft.outcome === null ? (["outcome"] as const) : sharesOf(draft, parts) === null ? (["shares"] as const) : []),
    ...(draft.outcome === "replacement" && daysOf(draft) === null ? (["days"] as const) : []),
    ...(draft.reasons.trim().length < HOLD_REASON_MIN ? (["reasons"] as const) : []),
  ];
}

/** What it means for the people, apart from the outcome. */
export function sanctionsOf({ seller, buyer }: Pick<RulingDraft, "seller" | "buyer">): Sanction[] {
  return [...(seller === "none" ? [] : [`${seller}_seller` as const]), ...(buyer === "none" ? [] : [`${buyer}_buyer` as const])];
}
