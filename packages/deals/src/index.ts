// To define a kind.
export { audienceOf } from "./channels.ts";
export {
  type Clock,
  type DealFacts,
  type DealGuard,
  defineKind,
  type Effects,
  type KindDeal,
  type Kind,
  type Kinds,
  type Moved,
  type ViewFacts,
} from "./kind.ts";
export { CASE_GUARDS, disputable, PROPOSAL, TRANCHE } from "./state.ts";
export { after, afterClosing, goesOn, type PayoutFacts, refundsSettled, type Share, sumsOf, whatDiffers } from "./rules.ts";

// For a kind's own verbs, inside their transaction.
export { type Locked, lockDeal } from "./internal/locks.ts";
export { openDeal } from "./verbs/open-deal.ts";
export { allow, transition, transitionIfAllowed } from "./transition.ts";
export { touchDeal } from "./internal/write-rows.ts";
export { lapseProposals } from "./internal/proposals.ts";
export { movedView } from "./internal/moved-view.ts";
export { dealEvent, forUser, roleOf } from "./internal/events.ts";
export { expectVersion, idOf } from "./internal/input.ts";
export { actingParty, isStaff, partyOf, partyRole, userIdOf } from "./internal/who.ts";
export type { DealRow, TrancheRow } from "./internal/rows.ts";
export { payoutView, priceOf } from "./internal/money.ts";
// For the case about a deal.
export { frozenIn } from "./internal/holds.ts";
export { payMinutes } from "./internal/time-to-pay.ts";
export { countCompleted, people } from "./internal/people.ts";
export { viewDeals } from "./internal/deal-view.ts";

// The `deals` procedures.
export { answerDealChange } from "./verbs/answer-deal-change.ts";
export { cancelDeal } from "./verbs/cancel-deal.ts";
export { confirmDeal } from "./verbs/confirm-deal.ts";
export { liftHold } from "./verbs/lift-hold.ts";
export { placeHold } from "./verbs/place-hold.ts";
export { proposeDealChange } from "./verbs/propose-deal-change.ts";
export { withdrawDealChange } from "./verbs/withdraw-deal-change.ts";
export { partiesOf } from "./reads/parties-of.ts";
export { dealRecord, recordedTimeline } from "./reads/record.ts";
export { dealTimeline } from "./reads/deal-timeline.ts";
export { dealIdsOf, getDeal, listDeals, pricesOf, runningDeals, statusesOf, versionOf, visibleDeal } from "./reads/deals.ts";
export { dealSummaries } from "./reads/summaries.ts";

// For the worker: reactions and deadlines.
export { dealReactions } from "./reactions.ts";
export { dealTimers } from "./timers.ts";
