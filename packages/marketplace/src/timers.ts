import type { Timers } from "@amanat/db";
import { expireOffer } from "./verbs/expire-offer.ts";
import { expireRequest } from "./verbs/expire-request.ts";

/** The deadlines of requests and offers, and the verb of each. Those of deals are the engine's. */
export const MARKETPLACE_TIMERS = {
  request_expiry: (tx, requestId) => expireRequest(tx, { requestId }),
  offer_expiry: (tx, offerId) => expireOffer(tx, { offerId }),
} as const satisfies Timers;
