export { OFFER, REQUEST, DEAL, GUARDS, type Guard, type Machine, type Mover, type Transition } from "./state.ts";

// The `marketplace` procedures.
export { acceptOffer } from "./verbs/accept-offer.ts";
export { answerDealChange } from "./verbs/answer-deal-change.ts";
export { cancelDeal } from "./verbs/cancel-deal.ts";
export { cancelRequest } from "./verbs/cancel-request.ts";
export { confirmDeal } from "./verbs/confirm-deal.ts";
export { correctHandover } from "./verbs/correct-handover.ts";
export { contestDelivery } from "./verbs/contest-delivery.ts";
export { createRequest } from "./verbs/create-request.ts";
export { markDelivered } from "./verbs/mark-delivered.ts";
export { proposeDealChange } from "./verbs/propose-deal-change.ts";
export { rejectOffer } from "./verbs/reject-offer.ts";
export { startDelivery } from "./verbs/start-delivery.ts";
export { submitOffer } from "./verbs/submit-offer.ts";
export { withdrawDealChange } from "./verbs/withdraw-deal-change.ts";
export { withdrawOffer } from "./verbs/withdraw-offer.ts";
export { dealTimeline } from "./reads/deal-timeline.ts";
export { getDeal, listDeals } from "./reads/deals.ts";
export { getRequest } from "./reads/get-request.ts";
export { listRequests } from "./reads/list-requests.ts";
export { myRequests } from "./reads/my-requests.ts";
export { myTurn } from "./reads/my-turn.ts";
export { listOffers, myOffers } from "./reads/offers.ts";

// The worker's half: reactions to events of the outbox, and due deadlines.
export { DEADLINE_PURPOSES, MARKETPLACE_TIMERS, runDueDeadline } from "./deadlines.ts";
export { type OutboxEvent, type Reaction, REACTIONS, reactToPayment } from "./reactions.ts";
export { startInspection } from "./verbs/start-inspection.ts";
