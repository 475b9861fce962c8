import { type CaseView, SETTLEMENT_KINDS, type SettlementKind, type ShareView } from "@amanat/contracts";
import { exactShares, type TypedShare } from "./shares.ts";

const DAY_MS = 86_400_000;
/** As the server has it: the latest date an offer may name, in days from now. */
const MOST_DAYS: Readonly<Partial<Record<SettlementKind, number>>> = { replacement: 90, completion: 90, time: 14 };

export type OfferForm = { kind: SettlementKind | null; shares: TypedShare[]; days: string; note: string };
export const EMPTY_OFFER: OfferForm = { kind: null, shares: [], days: "7", note: "" };

/** What can be offered now: more time only while both still state their case. */
export function kindsOf({ status }: Pick<CaseView, "status">): readonly SettlementKind[] {
  return SETTLEMENT_KINDS.filter((kind) => kind !== "time" || status === "open");
}

/** How many days the date of this kind may be away; null for one without a date. */
export const mostDaysOf = (kind: SettlementKind | null): number | null => (kind === null ? null : (MOST_DAYS[kind] ?? null));

/** The division an offer makes; null where it makes none, or none that comes to all that is on hold. */
export function sharesOf({ parts }: Pick<CaseView, "parts">, { kind, shares }: OfferForm): ShareView[] | null {
  if (kind === "split") return exactShares(parts, shares);
  if (kind === "refund") return parts.map(({ tranche, amount }) => ({ tranche, release: "0", refund: amount }));
  return kind === "release" ? parts.map(({ tranche, amount }) => ({ tranche, release: amount, refund: "0" })) : null;
}

/** The new date of an offer; null where its kind has none, or the count of days is out of reach. */
export function untilOf({ kind, days }: OfferForm, now: number): string | null {
  const most = mostDaysOf(kind);
  const count = Number(days);
  return most === null || count < 1 || count > most ? null : new Date(now + count * DAY_MS).toISOString();
}
