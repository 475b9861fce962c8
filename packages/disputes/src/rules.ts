import {
  type CaseAsk,
  type CaseOutcome,
  type EffectLine,
  type FieldIssue,
  type HoldTerm,
  type PartyRole,
  type Sanction,
  type SettlementKind,
  splitFee,
} from "@amanat/contracts";
import { type Share, whatDiffers } from "@amanat/deals";

/** Pure decisions about cases. Nothing here reads a clock or a database: both are arguments. */

/** Cases that the two sides of a deal can have, one after the other: the money must not be kept for ever by repeating them. */
export const MOST_CASES = 4;
/** The latest date that a replacement or completion may name, from now. */
export const MOST_AGAIN_DAYS = 90;
/** The latest date that more time to state a case may name, from now. */
export const MOST_TIME_DAYS = 14;

export const otherSide = (side: PartyRole): PartyRole => (side === "buyer" ? "seller" : "buyer");

/** What is on hold of a part of the price. */
export type Frozen = { readonly tranche: number; readonly amount: bigint };

/** All of it to one side. */
export function allTo(side: PartyRole, frozen: readonly Frozen[]): Share[] {
  return frozen.map(({ tranche, amount }) =>
    side === "seller" ? { tranche, release: amount, refund: 0n } : { tranche, release: 0n, refund: amount },
  );
}

/** What a decision does with the money: shares, another delivery by a date, or nothing. */
export type Decision =
  | { readonly does: "divide"; readonly shares: readonly Share[] }
  | { readonly does: "again"; readonly until: Date }
  | { readonly does: "restore" };

type Asked = { readonly shares: readonly Share[]; readonly until: Date | null };

/** A settlement's decision. `time` decides nothing: it is null. */
export function settledBy(kind: SettlementKind, asked: Asked, frozen: readonly Frozen[]): Decision | null {
  if (kind === "refund") return { does: "divide", shares: allTo("buyer", frozen) };
  if (kind === "release") return { does: "divide", shares: allTo("seller", frozen) };
  if (kind === "split") return { does: "divide", shares: asked.shares };
  if (kind === "time" || asked.until === null) return null;
  return { does: "again", until: asked.until };
}

/** A ruling's decision. */
export function ruledBy(outcome: CaseOutcome, asked: Asked, frozen: readonly Frozen[]): Decision {
  if (outcome === "refund") return { does: "divide", shares: allTo("buyer", frozen) };
  if (outcome === "release") return { does: "divide", shares: allTo("seller", frozen) };
  if (outcome === "compensation" || outcome === "split") return { does: "divide", shares: asked.shares };
  return outcome === "replacement" && asked.until !== null ? { does: "again", until: asked.until } : { does: "restore" };
}

/** What differs in what was asked for from what its kind needs: shares that come to what is on hold, or a date in reach. */
export function whatIsWrong(
  needs: { readonly shares: boolean; readonly until: boolean },
  asked: Asked,
  frozen: readonly Frozen[],
  dates: { readonly from: Date; readonly to: Date },
): FieldIssue[] {
  if (needs.shares) return whatDiffers(asked.shares, frozen);
  if (asked.shares.length > 0) return [{ path: "shares", code: "unexpected" }];
  if (!needs.until) return asked.until === null ? [] : [{ path: "until", code: "unexpected" }];
  if (asked.until === null) return [{ path: "until", code: "missing" }];
  if (asked.until <= dates.from) return [{ path: "until", code: "below_minimum" }];
  return asked.until > dates.to ? [{ path: "until", code: "above_maximum" }] : [];
}

/** What a silent side's silence decides: what the other asked for. */
export function byDefault(
  ask: CaseAsk,
  asked: readonly Share[],
  until: Date,
): { outcome: CaseOutcome; shares: readonly Share[]; until: Date | null } {
  if (ask === "release") return { outcome: "release", shares: [], until: null };
  if (ask === "partial_refund") return { outcome: "compensation", shares: asked, until: null };
  if (ask === "full_refund") return { outcome: "refund", shares: [], until: null };
  return { outcome: "replacement", shares: [], until };
}

/**
 * Whether a side's silence decides. It does not where the deal's own record speaks for it: the seller cannot have the money by a buyer's
 * silence before anything could be confirmed. Then a mediator decides on the papers.
 */
export function silenceDecides({ ask, handedOver }: { ask: CaseAsk; handedOver: boolean }): boolean {
  return ask !== "release" || handedOver;
}

/** What may be asked for, by who opens the case. */
export function asksOf(side: PartyRole): CaseAsk[] {
  return side === "buyer"
    ? ["full_refund", "partial_refund", "replacement", "completion", "more_time"]
    : ["release", "partial_refund", "more_time"];
}

type Part = { readonly tranche: number; readonly asset: string; readonly feeBps: number };

/** What dividing does, posting by posting: the fee is of what is released, rounded down; the seller gets the rest. */
export function effectOf(shares: readonly Share[], parts: readonly Part[]): EffectLine[] {
  return shares.flatMap(({ tranche, release, refund }) => {
    const part = parts.find((one) => one.tranche === tranche);
    if (!part) return [];
    const { fee, sellerReceives } = splitFee(release, part.feeBps);
    const line = (to: EffectLine["to"], amount: bigint): EffectLine[] =>
      amount === 0n ? [] : [{ tranche, asset: part.asset, to, amount: amount.toString() }];
    return [...line("seller", sellerReceives), ...line("fee", fee), ...line("buyer", refund)];
  });
}

export type Candidate = { readonly userId: string; readonly locale: string; readonly load: number };

/** Who gets the case: somebody who speaks a party's language before others, then who has the fewest, then by id. */
export function chooseMediator<C extends Candidate>(candidates: readonly C[], languages: readonly string[]): C | null {
  const ranked = candidates.toSorted((a, b) => {
    const speaks = Number(languages.includes(b.locale)) - Number(languages.includes(a.locale));
    return speaks || a.load - b.load || (a.userId < b.userId ? -1 : 1);
  });
  return ranked[0] ?? null;
}

/** Whom a sanction is about, and what it is. */
export function sanctionOf(sanction: Sanction): { side: PartyRole; kind: "warning" | "ban" } {
  return { side: sanction.endsWith("seller") ? "seller" : "buyer", kind: sanction.startsWith("ban") ? "ban" : "warning" };
}

const DAY_MS = 86_400_000;

/** From when, and before when, something is due in that term; null where there is no such bound. */
export function termSpan(term: HoldTerm, at: Date): { from: Date | null; to: Date | null } {
  const inDays = (days: number) => new Date(at.getTime() + days * DAY_MS);
  const spans = { overdue: [null, at], day: [at, inDays(1)], week: [inDays(1), inDays(7)], later: [inDays(7), null] } as const;
  const [from, to] = spans[term];
  return { from, to };
}
