import type { CaseAsk, CaseOutcome, PartyRole, SettlementKind } from "@amanat/contracts";
import type { Dice } from "./dice.ts";

/** What two people who disagree have in mind, and what who rules makes of it. A clock that jumps ends many a plan. */
export type Quarrel = {
  readonly opener: PartyRole;
  readonly ask: CaseAsk;
  /** Of what is divided: to the seller, in percent. */
  readonly toSeller: number;
  /** How it ends, unless it ends otherwise before: `ruled` leaves it to a mediator, `silent` has the other side never say a word. */
  readonly end: "withdrawn" | "opener concedes" | "other concedes" | "settled" | "ruled" | "silent";
  /** In which state of the case that happens. */
  readonly when: "open" | "in_progress" | "ruled";
  readonly settledBy: Exclude<SettlementKind, "time">;
  readonly offeredBy: PartyRole;
  /** What is offered in vain before. */
  readonly before: "nothing" | "declined" | "taken back" | "left" | "more time";
  readonly mediator: "rules" | "recuses" | "is changed" | "oversleeps" | "never comes";
  readonly ruling: CaseOutcome;
  readonly appeal: PartyRole | "nobody";
  /** The ruling on the appeal. */
  readonly final: CaseOutcome;
};

const OUTCOMES = { refund: 2, replacement: 1, compensation: 2, split: 3, release: 2, no_action: 1 } as const;

export function drawQuarrel(dice: Dice): Quarrel {
  const opener = dice.weighted<PartyRole>({ buyer: 70, seller: 30 });
  const asks = { full_refund: 3, partial_refund: 3, replacement: 2, completion: 1, more_time: 1 } as const;
  const end = dice.weighted({ withdrawn: 10, "opener concedes": 6, "other concedes": 10, settled: 26, ruled: 34, silent: 14 });
  const when = dice.weighted({ open: 60, in_progress: 25, ruled: 15 });
  return {
    opener,
    ask: opener === "buyer" ? dice.weighted(asks) : dice.weighted({ release: 4, partial_refund: 2, more_time: 1 }),
    toSeller: dice.pick([0, 33, 50, 99, 100]),
    end,
    when: end === "withdrawn" && when === "ruled" ? "in_progress" : when,
    settledBy: dice.weighted({ refund: 2, split: 4, release: 2, replacement: 1, completion: 1 }),
    offeredBy: dice.weighted<PartyRole>({ buyer: 1, seller: 1 }),
    before: dice.weighted({ nothing: 60, declined: 12, "taken back": 8, left: 8, "more time": 12 }),
    mediator: dice.weighted({ rules: 66, recuses: 12, "is changed": 10, oversleeps: 8, "never comes": 4 }),
    ruling: dice.weighted(OUTCOMES),
    appeal: dice.weighted<PartyRole | "nobody">({ nobody: 60, buyer: 20, seller: 20 }),
    final: dice.weighted(OUTCOMES),
  };
}

/** What people do in a case. A kind whose deals are quarrelled about lists these among its own. */
export const QUARRELS = [
  "case opened by the buyer",
  "case opened by the seller",
  "both stated",
  "one side silent",
  "offer declined",
  "offer taken back",
  "offer left unanswered",
  "more time agreed in a case",
  "settled by refund",
  "settled by split",
  "settled by release",
  "settled by replacement",
  "settled by completion",
  "conceded by who opened",
  "conceded by the other",
  "case withdrawn",
  "mediator recused",
  "mediator changed",
  "mediator overslept",
  "ruled refund",
  "ruled replacement",
  "ruled compensation",
  "ruled split",
  "ruled release",
  "ruled no_action",
  "ruling appealed",
  "silence decided",
  "first ruling upheld",
  "nobody ever ruled",
  "confirmed in a case, refused",
] as const;
export type QuarrelHit = (typeof QUARRELS)[number];
