// The words of deals, without zod, because lists and badges use them.

export const TRANCHE_STATUSES = ["pending", "held", "released", "refunded"] as const;
/** The platform's own terms, named by their date. Each deal keeps the version it was agreed under. */
export const TERMS_VERSION = "2026-11-20";
export const PARTY_ROLES = ["buyer", "seller"] as const;
/** The longest that one hold of a guard covers the money of a deal. */
export const GUARD_HOLD_DAYS = 30;
/** What a party can propose while money is held. */
export const PROPOSAL_KINDS = ["cancel", "more_time"] as const;
export const PROPOSAL_STATUSES = ["open", "agreed", "declined", "withdrawn", "expired", "lapsed"] as const;
/** Why a deal ended before the seller was paid: a party stepped back, the delivery was late, both agreed, or the price was lost. `yielded`: of deals from before there were cases. */
export const CANCEL_CAUSES = ["stepped_back", "late", "agreed", "yielded", "unpaid"] as const;

export type TrancheStatus = (typeof TRANCHE_STATUSES)[number];
export type PartyRole = (typeof PARTY_ROLES)[number];
export type ProposalKind = (typeof PROPOSAL_KINDS)[number];
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number];
export type CancelCause = (typeof CANCEL_CAUSES)[number];
