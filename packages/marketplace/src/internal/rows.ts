import type { OfferStatus, StoredRequestStatus } from "@amanat/contracts";
import type { Offer, Purchase, Request } from "@amanat/db";
import type { KindDeal, Locked } from "@amanat/deals";

/** Rows as the database client reads them: amounts are bigint base units, statuses are the contracts' words. */
export type RequestRow = Omit<Request, "budgetMin" | "budgetMax" | "status"> & {
  budgetMin: bigint;
  budgetMax: bigint;
  status: StoredRequestStatus;
};
export type OfferRow = Omit<Offer, "price" | "status"> & { price: bigint; status: OfferStatus };

/** The agreed terms of a purchase and what happened since, with the operator's current number of contests. */
export type PurchaseTerms = Purchase & { readonly contestRounds: number };

/** The request, the offer and the terms of a purchase, locked with it. */
export type Bargain = { request: RequestRow; offer: OfferRow; terms: PurchaseTerms };
export type Purchased = KindDeal<PurchaseTerms, Bargain>;
export type LockedPurchase = Locked & Purchased;
