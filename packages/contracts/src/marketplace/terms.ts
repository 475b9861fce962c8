// The words of the market, apart from the schemas: lists and badges need them without zod.

export const PRODUCT_TYPES = ["physical_product", "digital_product", "service", "consultation"] as const;
export const URGENCIES = ["low", "normal", "high", "urgent"] as const;
export const CATEGORIES = [
  "electronics",
  "fashion",
  "home",
  "documents",
  "software",
  "design",
  "translation",
  "education",
  "advice",
  "other",
] as const;

/** What a request can read to its owner: its own statuses up to acceptance, the deal's from `payment` on. */
export const REQUEST_STATUSES = [
  "pending_payment",
  "pending",
  "active",
  "received_offers",
  "in_negotiation",
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
/** What is stored on the request itself; `matched` points at the active deal. */
export const STORED_REQUEST_STATUSES = [
  "pending_payment",
  "pending",
  "active",
  "received_offers",
  "in_negotiation",
  "matched",
  "cancelled",
  "expired",
] as const;
export const OFFER_STATUSES = [
  "draft",
  "submitted",
  "countered",
  "accepted",
  "fulfilled",
  "withdrawn",
  "rejected",
  "expired",
  "superseded",
] as const;
/** Why a buyer contests a delivery. */
export const CONTEST_REASONS = ["not_received", "not_as_agreed"] as const;

export type RequestStatus = (typeof REQUEST_STATUSES)[number];
export type StoredRequestStatus = (typeof STORED_REQUEST_STATUSES)[number];
export type OfferStatus = (typeof OFFER_STATUSES)[number];
export type ContestReason = (typeof CONTEST_REASONS)[number];
