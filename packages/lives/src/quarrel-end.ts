import type { CaseOutcome, PartyRole, SettlementKind } from "@amanat/contracts";
import type { CaseSeen } from "./cases.ts";
import type { Quarrel } from "./quarrel-plan.ts";

export const otherSide = (side: PartyRole): PartyRole => (side === "buyer" ? "seller" : "buyer");
/** Settled on another delivery, so the money waits. */
export const isAgain = (kind: SettlementKind): kind is "replacement" | "completion" => kind === "replacement" || kind === "completion";

/**
 * What a case came to by its plan: to the seller, in percent of what was on hold. Null while it goes on, and where it divided nothing. Of the
 * product only the way it ended is asked.
 */
export function toSellerBy(plan: Quarrel, seen: CaseSeen, conceded: PartyRole | null): number | null {
  const { toSeller } = plan;
  if (seen.status === "settled") {
    if (conceded !== null) return conceded === "seller" ? 0 : 100;
    return isAgain(plan.settledBy) ? null : { refund: 0, split: toSeller, release: 100 }[plan.settledBy];
  }
  if (seen.status !== "resolved" || seen.executed === null) return null;
  if (seen.executed.defaulted)
    return { full_refund: 0, partial_refund: toSeller, release: 100, replacement: null, completion: null, more_time: null }[plan.ask];
  const outcome: CaseOutcome = seen.executed.round === 0 ? plan.ruling : plan.final;
  return { refund: 0, compensation: toSeller, split: toSeller, release: 100, replacement: null, no_action: null }[outcome];
}
