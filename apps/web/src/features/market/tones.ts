import type { DealStatus, OfferStatus, Phase, RequestStatus } from "@amanat/contracts";
import type { Tone } from "@amanat/ui";

/** Of a deal of a kind that has no tones of its own. */
export const PHASE_TONES: Readonly<Record<Phase, Tone>> = { paying: "waiting", held: "info", completed: "good", undone: "neutral" };

/** The colour and sign of every status. A warning sign is for what went wrong; that somebody has a turn is not wrong. */
export const DEAL_TONES: Readonly<Record<DealStatus<"purchase">, Tone>> = {
  payment: "waiting",
  processing: "info",
  delivery: "info",
  delivered: "info",
  confirming: "waiting",
  completed: "good",
  cancelled: "neutral",
  expired: "neutral",
  refunded: "neutral",
};

export const REQUEST_TONES: Readonly<Record<RequestStatus, Tone>> = {
  ...DEAL_TONES,
  pending_payment: "waiting",
  pending: "waiting",
  active: "info",
  received_offers: "good",
  in_negotiation: "info",
};

export const OFFER_TONES: Readonly<Record<OfferStatus, Tone>> = {
  draft: "neutral",
  submitted: "waiting",
  countered: "info",
  accepted: "good",
  fulfilled: "good",
  withdrawn: "neutral",
  rejected: "bad",
  expired: "neutral",
  superseded: "neutral",
};
