import type { ProposalStatus, TrancheStatus } from "@amanat/contracts";
import type { Machine } from "@amanat/db";
import type { DealGuard } from "./kind.ts";

/** One part of a deal's price. The deal's own lifecycle is its kind's. */
export const TRANCHE = {
  name: "tranche",
  initial: "pending",
  reserved: [],
  guards: {},
  states: {
    pending: [{ on: "fund", to: "held", by: ["system"], guard: null }],
    held: [
      { on: "release", to: "released", by: ["system"], guard: null },
      { on: "refund", to: "refunded", by: ["system"], guard: null },
      { on: "reopen", to: "pending", by: ["system"], guard: null },
    ],
    released: [],
    refunded: [],
  },
} as const satisfies Machine<TrancheStatus>;

/** The facts an answer is decided on. */
type ProposalFacts = { readonly expiresAt: Date; readonly now: Date };

/** A party's proposal to the other. It stops no clock and moves no money; the other's answer does. */
export const PROPOSAL = {
  name: "proposal",
  initial: "open",
  reserved: [],
  guards: {
    stillOpen: {
      says: "the time to answer has not run out by the database's clock",
      holds: ({ expiresAt, now }: ProposalFacts) => expiresAt > now,
    },
  },
  states: {
    open: [
      { on: "agree", to: "agreed", by: ["buyer", "seller"], guard: "stillOpen" },
      { on: "decline", to: "declined", by: ["buyer", "seller"], guard: "stillOpen" },
      { on: "withdraw", to: "withdrawn", by: ["buyer", "seller"], guard: null },
      { on: "expire", to: "expired", by: ["timer"], guard: null },
      { on: "lapse", to: "lapsed", by: ["system"], guard: null },
    ],
    agreed: [],
    declined: [],
    withdrawn: [],
    expired: [],
    lapsed: [],
  },
} as const satisfies Machine<ProposalStatus, ProposalFacts>;

/** The guards of `disputable`: a kind lists them with its own. */
export const CASE_GUARDS = {
  disputed: { says: "a case covers money of the deal", holds: ({ disputed }) => disputed },
  noCase: { says: "no case covers money of the deal", holds: ({ disputed }) => !disputed },
  guarded: { says: "a guard's hold covers money of the deal", holds: ({ guarded }) => guarded },
  unguarded: { says: "no guard's hold covers money of the deal", holds: ({ guarded }) => !guarded },
} as const satisfies Readonly<Record<string, DealGuard<object>>>;

/**
 * The ways of a case and of a guard, for a state in which money is held: a kind puts them into each such state, with its own states to end in.
 * Either party's case stops the money (`dispute`). What ends it is the case's alone: it lets go (`dispute_over`), has it delivered again, or
 * divides what is on hold: to the end, all of it back, or a part while the deal goes on. A guard stops it (`guard_hold`), with or without a case,
 * and a guard or the hold's date lets go of that (`guard_lift`).
 */
export function disputable<Here extends string, Done extends string, Undone extends string, Again extends string>(
  here: Here,
  { done, undone, again }: { done: Done; undone: Undone; again: Again },
) {
  const by = ["system"] as const;
  return [
    { on: "dispute", to: here, by: ["buyer", "seller"], guard: "noCase", money: "freeze" },
    { on: "dispute_over", to: here, by, guard: "disputed", money: "thaw" },
    { on: "deliver_again", to: again, by, guard: "disputed", money: "thaw" },
    { on: "divide", to: done, by, guard: "disputed", money: "divide" },
    { on: "divide_back", to: undone, by, guard: "disputed", money: "divide" },
    { on: "divide_part", to: here, by, guard: "disputed", money: "divide" },
    { on: "guard_hold", to: here, by: ["guard"], guard: "unguarded", money: "stop" },
    { on: "guard_lift", to: here, by: ["guard", "timer"], guard: "guarded", money: "let_go" },
  ] as const;
}
