export { OFFER, REQUEST, DEAL } from "./state.ts";
export type { AttachFiles } from "./ports.ts";
/** The kind of deal that this context makes. */
export { PURCHASE } from "./purchase.ts";

// The `marketplace` procedures.
export { acceptOffer } from "./verbs/accept-offer.ts";
export { cancelRequest } from "./verbs/cancel-request.ts";
export { correctHandover } from "./verbs/correct-handover.ts";
export { contestDelivery } from "./verbs/contest-delivery.ts";
export { createRequest } from "./verbs/create-request.ts";
export { markDelivered } from "./verbs/mark-delivered.ts";
export { rejectOffer } from "./verbs/reject-offer.ts";
export { startDelivery } from "./verbs/start-delivery.ts";
export { submitOffer } from "./verbs/submit-offer.ts";
export { withdrawOffer } from "./verbs/withdraw-offer.ts";
export { liveBids, offerFacts, purchaseOrigins, requestFacts } from "./reads/bargains.ts";
export { getRequest } from "./reads/get-request.ts";
export { listRequests } from "./reads/list-requests.ts";
export { myRequests } from "./reads/my-requests.ts";
export { myTurn } from "./reads/my-turn.ts";
export { requestSummaries } from "./reads/summaries.ts";
export { namedOffers } from "./reads/named.ts";
export { listOffers, myOffers } from "./reads/offers.ts";

// For the worker: reactions and deadlines.
export { MARKETPLACE_TIMERS } from "./timers.ts";
export { REACTIONS } from "./reactions.ts";
export { isTrading } from "./verbs/end-trading.ts";
export { startInspection } from "./verbs/start-inspection.ts";
