// The words of the market, without zod, because lists and badges use them.

export const PRODUCT_TYPES = ["physical_product", "digital_product", "service", "consultation"] as const;
/** So many files come with one handover. */
export const MOST_DELIVERED_FILES = 10;
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

/** The statuses a request's owner sees: its own up to acceptance, the deal's from `payment` on. */
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
/** The stored statuses of a request; `matched` points at the active deal. */
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
