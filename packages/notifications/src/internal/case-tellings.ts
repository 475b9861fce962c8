import type { EventType } from "@amanat/contracts";
import type { CatalogueOf } from "./telling.ts";

const sides = { about: "case", group: "deals", to: ["buyer", "seller"] } as const;
const mediator = { about: "mediation", group: "staff" } as const;

/** What the sides of a case, its mediator and the desk are told of it. */
export const CASE_TELLINGS = {
  "dispute.opened.v1": [{ ...sides, kind: "case_opened", urgency: "urgent", by: { field: "stateBy" } }],
  "dispute.stated.v1": [{ ...sides, kind: "case_stated", urgency: "normal" }],
  "dispute.evidence_added.v1": [
    { ...sides, kind: "case_evidence", urgency: "normal", collapses: true },
    { ...mediator, kind: "mediation_evidence", urgency: "quiet", to: ["mediator"], collapses: true },
  ],
  "dispute.settlement_offered.v1": [{ ...sides, kind: "case_offer", urgency: "urgent", by: { field: "expiresAt" } }],
  "dispute.settlement_answered.v1": [
    { ...sides, kind: "case_offer_declined", urgency: "urgent", only: { answer: ["declined"] } },
    { ...sides, kind: "case_offer_ended", urgency: "quiet", only: { answer: ["withdrawn", "expired"] } },
  ],
  "dispute.time_moved.v1": [
    { ...sides, kind: "case_time_agreed", urgency: "normal", by: { field: "until" }, only: { cause: ["agreed"] } },
    { ...sides, kind: "case_time_outage", urgency: "normal", by: { field: "until" }, only: { cause: ["outage"] } },
    { ...sides, kind: "case_evidence_reopened", urgency: "urgent", by: { field: "until" }, only: { cause: ["reopened"] } },
  ],
  "dispute.assigned.v1": [
    { ...sides, kind: "case_assigned", urgency: "normal", detail: "mediator", by: { field: "decideBy" } },
    { ...mediator, kind: "mediation_assigned", urgency: "urgent", to: ["mediator"], by: { field: "decideBy" } },
  ],
  "dispute.mediator_left.v1": [
    { ...sides, kind: "case_mediator_left", urgency: "normal" },
    { ...mediator, about: "taken", kind: "mediation_left", urgency: "normal", to: ["mediator"], only: { cause: ["changed", "overdue"] } },
  ],
  "dispute.waiting.v1": [
    { ...sides, kind: "case_waiting", urgency: "normal" },
    { ...mediator, kind: "mediation_waiting", urgency: "urgent", to: ["staff"] },
  ],
  "dispute.ruled.v1": [
    { ...sides, kind: "case_ruled", urgency: "urgent", by: { field: "appealBy" }, only: { defaulted: [null] } },
    { ...sides, kind: "case_defaulted", urgency: "urgent", by: { field: "appealBy" }, only: { defaulted: ["buyer", "seller"] } },
  ],
  "dispute.appealed.v1": [{ ...sides, kind: "case_appealed", urgency: "urgent" }],
  "dispute.closed.v1": [
    { ...sides, kind: "case_settled", urgency: "urgent", only: { how: ["settled"] } },
    { ...sides, kind: "case_conceded", urgency: "urgent", only: { how: ["conceded"] } },
    { ...sides, kind: "case_executed", urgency: "normal", only: { how: ["ruled"] } },
    { ...sides, kind: "case_withdrawn", urgency: "urgent", only: { how: ["withdrawn"] } },
    { ...sides, kind: "case_undecided", urgency: "urgent", only: { how: ["undecided"] } },
    { ...sides, kind: "case_money_gone", urgency: "normal", only: { how: ["money_gone"] } },
    {
      ...mediator,
      kind: "mediation_closed",
      urgency: "normal",
      to: ["mediator"],
      only: { how: ["settled", "conceded", "withdrawn", "undecided", "money_gone"] },
    },
  ],
} as const satisfies Partial<CatalogueOf<EventType>>;

/** What nobody is told of a case, and why. */
export const CASES_UNTOLD = {
  "deal.ruled.v1": "dispute.closed says it, and why",
  "deal.part_divided.v1": "dispute.closed says it, and why",
  "dispute.heard.v1": "who has it now, or that it waits for somebody, is told",
} as const satisfies Partial<Record<EventType, string>>;
