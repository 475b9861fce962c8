import type { Timers } from "@amanat/db";
import { endTrading } from "./verbs/end-trading.ts";
import { expireOffer } from "./verbs/expire-offer.ts";
import { expireRequest } from "./verbs/expire-request.ts";

/** The deadlines of requests and offers, and the verb of each. Those of deals are the engine's. */
export const MARKETPLACE_TIMERS = {
  request_expiry: (tx, requestId) => expireRequest(tx, { requestId }),
  offer_expiry: (tx, offerId) => expireOffer(tx, { offerId }),
  trade_end: (tx, userId) => endTrading(tx, "trade_end", userId),
  trade_end_again: (tx, userId) => endTrading(tx, "trade_end_again", userId),
} as const satisfies Timers;
