// Without zod: badges and forms use them.

/**
 * `open`: both sides state their case, and may settle. `unassigned`: it waits for a mediator. `in_progress`: one has it. `ruled`: a ruling
 * stands and can be appealed. The rest is over: `resolved` by a ruling, `settled` by both, `withdrawn` by who opened it, `lapsed` because
 * its money was gone or nobody ruled.
 */
export const CASE_STATUSES = ["open", "unassigned", "in_progress", "ruled", "resolved", "settled", "withdrawn", "lapsed"] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];
/** The statuses in which a case is over. */
export const CASE_OVER = ["resolved", "settled", "withdrawn", "lapsed"] as const satisfies readonly CaseStatus[];

/** What is wrong, as whoever opens the case says it. */
export const CASE_REASONS = ["not_delivered", "not_as_agreed", "incomplete", "late", "not_confirmed", "not_cooperating", "other"] as const;
export type CaseReason = (typeof CASE_REASONS)[number];
/** What is asked for. `release`: the seller asks to be paid. */
export const CASE_ASKS = ["full_refund", "partial_refund", "replacement", "completion", "more_time", "release"] as const;
export type CaseAsk = (typeof CASE_ASKS)[number];
export const CASE_CERTAINTIES = ["certain", "likely", "unsure"] as const;

/** What both sides can settle on. `time`: more time to state the case, which settles nothing. */
export const SETTLEMENT_KINDS = ["refund", "split", "release", "replacement", "completion", "time"] as const;
export type SettlementKind = (typeof SETTLEMENT_KINDS)[number];
export const SETTLEMENT_STATUSES = ["open", "accepted", "declined", "withdrawn", "expired", "lapsed"] as const;
export type SettlementStatus = (typeof SETTLEMENT_STATUSES)[number];

export const CASE_OUTCOMES = ["refund", "replacement", "compensation", "split", "release", "no_action"] as const;
export type CaseOutcome = (typeof CASE_OUTCOMES)[number];
/** Apart from the outcome: what it means for the people. */
export const SANCTIONS = ["warning_seller", "ban_seller", "warning_buyer", "ban_buyer"] as const;
export type Sanction = (typeof SANCTIONS)[number];
/** `standing`: it can be appealed. `overturned`: another took its place. */
export const CASE_RULING_STATUSES = ["standing", "executed", "overturned", "lapsed"] as const;
export type CaseRulingStatus = (typeof CASE_RULING_STATUSES)[number];

/** What stands in a case's record. An entry is never changed. */
export const RECORD_KINDS = [
  "opened",
  "statement",
  "file",
  "message",
  "transaction",
  "settlement",
  "answer",
  "assigned",
  "left",
  "reopened",
  "outage",
  "ruling",
  "appeal",
  "ended",
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];
/** In what part somebody acts in a case. */
export const CASE_ROLES = ["buyer", "seller", "mediator", "system"] as const;
export type CaseRole = (typeof CASE_ROLES)[number];

/** Characters of a statement. */
export const MOST_STATEMENT = 8_000;
/** Characters of a note beside evidence. */
export const MOST_NOTE = 1_000;
/** Pieces of evidence that one side may bring. */
export const MOST_EVIDENCE = 40;
/** Settlement offers that one side may make in a case. */
export const MOST_SETTLEMENTS = 20;
