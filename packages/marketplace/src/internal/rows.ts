import type { OfferStatus, StoredRequestStatus } from "@amanat/contracts";
import type { Offer, Purchase, Request } from "@amanat/db";
import type { KindDeal, Locked } from "@amanat/deals";

/** Rows as the database client gives them: amounts are bigint base units, and words are those of the contracts. */
export type RequestRow = Omit<Request, "budgetMin" | "budgetMax" | "status"> & {
  budgetMin: bigint;
  budgetMax: bigint;
  status: StoredRequestStatus;
};
export type OfferRow = Omit<Offer, "price" | "status"> & { price: bigint; status: OfferStatus };

/** What the parties of a purchase agreed on and have done since, with how often a buyer may contest, by the operator's setting of now. */
export type PurchaseTerms = Purchase & { readonly contestRounds: number };

/** The rows of the market that a purchase came from, locked with it. */
export type Bargain = { request: RequestRow; offer: OfferRow };
export type Purchased = KindDeal<PurchaseTerms, Bargain>;
export type LockedPurchase = Locked & Purchased;
