// The words of deals, apart from the schemas: lists and badges need them without zod.

export const DEAL_STATUSES = [
  "payment",
  "processing",
  "delivery",
  "delivered",
  "confirming",
  "completed",
  "cancelled",
  "expired",
  "refunded",
] as const;
/** The kinds of deal that there are; each has its machine, its terms and its words in the context of its own. */
export const DEAL_KINDS = ["purchase"] as const;
export const TRANCHE_STATUSES = ["pending", "held", "released", "refunded"] as const;
/** The platform's own terms, by the day they were published. Each deal keeps the version it was agreed under. */
export const TERMS_VERSION = "2026-11-20";
export const PARTY_ROLES = ["buyer", "seller"] as const;
/**
 * What is true of a deal and its money together: its status, told apart where the money makes another story of it. Every
 * sentence that people read about a deal hangs on this word, and each word claims something that the books can be held against.
 */
export const STANDINGS = [
  "payment",
  "payment_seen",
  "part_paid",
  "processing",
  "delivery",
  "contested",
  "inspecting",
  "on_hold",
  "completed",
  "completed_paid",
  "cancelled",
  "cancelled_refunding",
  "expired",
  "expired_refunding",
  "refunded",
  "refunded_refunding",
  "release_rejected",
  "refund_rejected",
] as const;
/** What one party can ask of the other while money is held. */
export const PROPOSAL_KINDS = ["cancel", "more_time"] as const;
export const PROPOSAL_STATUSES = ["open", "agreed", "declined", "withdrawn", "expired", "lapsed"] as const;
/** What one admin proposes about money on hold, and another answers. */
export const RULING_STATUSES = ["open", "approved", "declined", "lapsed"] as const;
/** Why a buyer says that it is not delivered. */
export const CONTEST_REASONS = ["not_received", "not_as_agreed"] as const;
/** Why a deal ended before the seller was paid: a party stepped back, the delivery was late, both agreed, or the seller gave in to a hold. */
export const CANCEL_CAUSES = ["stepped_back", "late", "agreed", "yielded"] as const;

export type DealStatus = (typeof DEAL_STATUSES)[number];
export type DealKind = (typeof DEAL_KINDS)[number];
export type TrancheStatus = (typeof TRANCHE_STATUSES)[number];
export type PartyRole = (typeof PARTY_ROLES)[number];
export type Standing = (typeof STANDINGS)[number];
export type ProposalKind = (typeof PROPOSAL_KINDS)[number];
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number];
export type RulingStatus = (typeof RULING_STATUSES)[number];
export type ContestReason = (typeof CONTEST_REASONS)[number];
export type CancelCause = (typeof CANCEL_CAUSES)[number];
