import type { Telling } from "./telling.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long before a date its people are warned, each once. A clock that runs for less than half as long again is not warned of. */
export type Warning = Omit<Telling, "by" | "self" | "collapses"> & { readonly leadsMs: readonly number[] };

const deal = { about: "deal", group: "reminders" } as const;
const sides = { about: "case", group: "reminders", urgency: "urgent", to: ["buyer", "seller"] } as const;

/** The clocks that are warned of, by the purpose of their timers. */
export const WARNINGS = {
  pay: [{ ...deal, kind: "due_pay", urgency: "urgent", to: ["buyer"], leadsMs: [5 * MINUTE_MS] }],
  repay: [{ ...deal, kind: "due_pay", urgency: "urgent", to: ["buyer"], leadsMs: [HOUR_MS] }],
  deliver: [{ ...deal, kind: "due_deliver", urgency: "normal", to: ["seller"], leadsMs: [24 * HOUR_MS] }],
  inspect: [
    { ...deal, kind: "due_inspect_buyer", urgency: "urgent", to: ["buyer"], leadsMs: [24 * HOUR_MS, HOUR_MS] },
    { ...deal, kind: "due_inspect_seller", urgency: "quiet", to: ["seller"], leadsMs: [24 * HOUR_MS] },
  ],
  dispute_state: [{ ...sides, kind: "due_case_state", leadsMs: [24 * HOUR_MS, 6 * HOUR_MS] }],
  dispute_appeal: [{ ...sides, kind: "due_case_appeal", leadsMs: [24 * HOUR_MS] }],
  dispute_decide: [
    { kind: "due_mediation", about: "mediation", group: "reminders", urgency: "urgent", to: ["mediator"], leadsMs: [24 * HOUR_MS] },
  ],
  request_expiry: [
    { kind: "due_request", about: "request", group: "reminders", urgency: "normal", to: ["owner"], leadsMs: [24 * HOUR_MS] },
  ],
  offer_expiry: [
    { kind: "due_offer_buyer", about: "offer", group: "reminders", urgency: "normal", to: ["buyer"], leadsMs: [12 * HOUR_MS] },
    { kind: "due_offer_seller", about: "offer", group: "reminders", urgency: "quiet", to: ["seller"], leadsMs: [12 * HOUR_MS] },
  ],
} as const satisfies Readonly<Record<string, readonly Warning[]>>;

export const WARNED: readonly (Warning & { readonly purpose: string })[] = Object.entries(WARNINGS).flatMap(([purpose, all]) =>
  all.map((one) => ({ ...one, purpose })),
);
