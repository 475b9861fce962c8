import type { ProposalStatus, RulingStatus, TrancheStatus } from "@amanat/contracts";
import type { Machine } from "@amanat/db";

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

/** An admin's proposal about money on hold. It moves no money; another admin's approval does. */
export const RULING = {
  name: "ruling",
  initial: "open",
  reserved: [],
  guards: {},
  states: {
    open: [
      { on: "approve", to: "approved", by: ["admin"], guard: null },
      { on: "decline", to: "declined", by: ["admin"], guard: null },
      { on: "lapse", to: "lapsed", by: ["system"], guard: null },
    ],
    approved: [],
    declined: [],
    lapsed: [],
  },
} as const satisfies Machine<RulingStatus, object>;

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
