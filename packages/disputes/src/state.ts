import type { CaseRulingStatus, CaseStatus, SettlementStatus } from "@amanat/contracts";
import type { Machine } from "@amanat/db";

/** Who moves a case. `system`: what follows by itself. */
export type CaseMover = "buyer" | "seller" | "mediator" | "system" | "timer";

/** The facts a move of a case is decided on; who moves it loads them. */
export type CaseFacts = {
  readonly round: number;
  readonly small: boolean;
  /** It is the side that opened the case. */
  readonly opener: boolean;
  /** The time to appeal has not run out. */
  readonly inTime: boolean;
  /** This side has asked for another mediator already. */
  readonly changed: boolean;
};

const over = [
  { on: "settle", to: "settled", by: ["buyer", "seller"], guard: null },
  { on: "lapse", to: "lapsed", by: ["system"], guard: null },
] as const;
const withdrawn = { on: "withdraw", to: "withdrawn", by: ["buyer", "seller"], guard: "withdrawable" } as const;
/** Nobody ruled until the last date: the hold ends and the deal goes on as before. Nobody ruled on the appeal: the first ruling stands. */
const undecided = [
  { on: "give_up", to: "lapsed", by: ["timer"], guard: "unruled" },
  { on: "uphold", to: "resolved", by: ["timer"], guard: "ruledBefore" },
] as const;

/**
 * A case about a deal's money. From `open` on it ends by both sides, by a ruling, by a side's silence, or on its last date: each of its
 * states has a way out for each side alone (`settle`: who concedes needs nobody) and one by the clock.
 */
export const CASE = {
  name: "case",
  initial: "open",
  reserved: [],
  guards: {
    withdrawable: {
      says: "it is the side that opened the case, and no ruling was given",
      holds: ({ opener, round }: CaseFacts) => opener && round === 0,
    },
    appealable: {
      says: "it is the first ruling, of no small claim, and the time to appeal runs",
      holds: ({ round, small, inTime }: CaseFacts) => round === 0 && !small && inTime,
    },
    first: { says: "the ruling can be appealed", holds: ({ round, small }: CaseFacts) => round === 0 && !small },
    last: { says: "the ruling is the last word", holds: ({ round, small }: CaseFacts) => round > 0 || small },
    unruled: { says: "no ruling was given", holds: ({ round }: CaseFacts) => round === 0 },
    ruledBefore: { says: "the first ruling was appealed", holds: ({ round }: CaseFacts) => round > 0 },
    unchanged: { says: "this side has not asked for another mediator before", holds: ({ changed }: CaseFacts) => !changed },
  },
  states: {
    open: [
      { on: "hear", to: "unassigned", by: ["buyer", "seller", "timer"], guard: null },
      { on: "default", to: "ruled", by: ["timer"], guard: "first" },
      { on: "default_finally", to: "resolved", by: ["timer"], guard: "last" },
      withdrawn,
      ...undecided,
      ...over,
    ],
    unassigned: [{ on: "assign", to: "in_progress", by: ["system", "mediator"], guard: null }, withdrawn, ...undecided, ...over],
    in_progress: [
      { on: "rule", to: "ruled", by: ["mediator"], guard: "first" },
      { on: "rule_finally", to: "resolved", by: ["mediator"], guard: "last" },
      { on: "recuse", to: "unassigned", by: ["mediator"], guard: null },
      { on: "change", to: "unassigned", by: ["buyer", "seller"], guard: "unchanged" },
      { on: "overdue", to: "unassigned", by: ["timer"], guard: null },
      withdrawn,
      ...undecided,
      ...over,
    ],
    ruled: [
      { on: "appeal", to: "unassigned", by: ["buyer", "seller"], guard: "appealable" },
      { on: "execute", to: "resolved", by: ["timer"], guard: null },
      ...over,
    ],
    resolved: [],
    settled: [],
    withdrawn: [],
    lapsed: [],
  },
} as const satisfies Machine<CaseStatus, CaseFacts, CaseMover>;

type Answerable = { readonly expiresAt: Date; readonly now: Date };

/** What one side offers the other. It moves no money; the other's acceptance does. */
export const SETTLEMENT = {
  name: "settlement",
  initial: "open",
  reserved: [],
  guards: {
    stillOpen: {
      says: "the time to answer has not run out by the database's clock",
      holds: ({ expiresAt, now }: Answerable) => expiresAt > now,
    },
  },
  states: {
    open: [
      { on: "accept", to: "accepted", by: ["buyer", "seller"], guard: "stillOpen" },
      { on: "decline", to: "declined", by: ["buyer", "seller"], guard: "stillOpen" },
      { on: "withdraw", to: "withdrawn", by: ["buyer", "seller"], guard: null },
      { on: "expire", to: "expired", by: ["timer"], guard: null },
      { on: "lapse", to: "lapsed", by: ["system"], guard: null },
    ],
    accepted: [],
    declined: [],
    withdrawn: [],
    expired: [],
    lapsed: [],
  },
} as const satisfies Machine<SettlementStatus, Answerable, CaseMover>;

/** A ruling. `standing` until it is executed, overturned on appeal, or both sides settle after all. */
export const CASE_RULING = {
  name: "case_ruling",
  initial: "standing",
  reserved: [],
  guards: {},
  states: {
    standing: [
      { on: "execute", to: "executed", by: ["system"], guard: null },
      { on: "overturn", to: "overturned", by: ["system"], guard: null },
      { on: "lapse", to: "lapsed", by: ["system"], guard: null },
    ],
    executed: [],
    overturned: [],
    lapsed: [],
  },
} as const satisfies Machine<CaseRulingStatus, object, CaseMover>;

export type CaseTrigger = (typeof CASE)["states"][keyof (typeof CASE)["states"]][number]["on"];
