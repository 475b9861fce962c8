import type { EventType } from "@amanat/contracts";

/** The queries an event makes stale, by namespace and procedure. */
const DEAL = [
  "deals.getDeal",
  "deals.dealTimeline",
  "deals.listDeals",
  "marketplace.myTurn",
  "ledger.dealFunds",
  "ledger.dealTransfers",
  "payment.getIntent",
];
const PAYOUT = [
  "payment.listPayouts",
  "payment.getPayout",
  "deals.getDeal",
  "deals.dealTimeline",
  "ledger.dealFunds",
  "ledger.dealTransfers",
  "ledger.custody",
];
const REQUEST = ["marketplace.listRequests", "marketplace.getRequest", "marketplace.myRequests"];
const OFFER = [
  "marketplace.myTurn",
  "marketplace.listOffers",
  "marketplace.myOffers",
  "marketplace.getRequest",
  "marketplace.myRequests",
  "marketplace.listRequests",
];

const BY_SUBJECT: Readonly<Record<string, readonly string[]>> = {
  request: REQUEST,
  offer: OFFER,
  deal: [...DEAL, "marketplace.getRequest", "marketplace.myRequests", "marketplace.myOffers", "marketplace.listOffers"],
  payment: DEAL,
  payout: PAYOUT,
  destination: [...DEAL, "payment.listPayouts", "payment.getPayout"],
  incident: ["incidents.list", "incidents.get"],
};

/** Which queries (`namespace.procedure`) an event of this type makes stale. */
export function staleAfter(type: EventType): readonly string[] {
  return BY_SUBJECT[type.slice(0, type.indexOf("."))] ?? [];
}
