import type { Deal, DealParty, DealProposal, Offer, Request } from "@amanat/db";

/** Rows as the database client gives them: amounts are bigint base units. */
export type RequestRow = Omit<Request, "budgetMin" | "budgetMax"> & { budgetMin: bigint; budgetMax: bigint };
export type OfferRow = Omit<Offer, "price"> & { price: bigint };
export type DealRow = Omit<Deal, "price" | "fee"> & { price: bigint; fee: bigint; parties: DealParty[] };

export type ProposalRow = DealProposal;

/** The three rows of one agreement, locked together. */
export type Agreement = { request: RequestRow; offer: OfferRow; deal: DealRow };
