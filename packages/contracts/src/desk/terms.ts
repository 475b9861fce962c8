// Without zod: pages show them.

/** What operators look for in lists. */
export const SUBJECT_KINDS = ["deal", "request", "payout", "case"] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** Where a deal's money is while it is with us, by the names of the ledger's accounts. */
export const MONEY_STATES = ["held", "disputed", "releasable", "refundable", "inFlight"] as const;
export type MoneyState = (typeof MONEY_STATES)[number];

/** How long it has been there. `from`: whole days, by the calendar in UTC. */
export const MONEY_AGES = [
  { age: "day", from: 0 },
  { age: "threeDays", from: 1 },
  { age: "week", from: 3 },
  { age: "month", from: 7 },
  { age: "older", from: 30 },
] as const;
export type MoneyAge = (typeof MONEY_AGES)[number]["age"];

/** What is counted by the day. */
export const COUNTED = ["signUps", "deals", "funded", "completed"] as const;
export type Counted = (typeof COUNTED)[number];

/** How soon something ends: a hold, a clock of a case. */
export const HOLD_TERMS = ["overdue", "day", "week", "later"] as const;
export type HoldTerm = (typeof HOLD_TERMS)[number];

/** Who owes something: whoever reacts to events, a channel to people, a provider's webhooks. */
export const BACKLOG_KINDS = ["consumer", "notice", "webhook"] as const;
export type BacklogKind = (typeof BACKLOG_KINDS)[number];

/** A count does not go further: above it, there are more. */
export const COUNTED_TO = 1_000;
