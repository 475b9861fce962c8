import { ACCOUNT_CHANGES, type EventType } from "@amanat/contracts";
import { CASE_TELLINGS, CASES_UNTOLD } from "./case-tellings.ts";
import type { CatalogueOf, Telling, TellingOf } from "./telling.ts";

const deal = { about: "deal", group: "deals" } as const;
const both = ["buyer", "seller"] as const;
const money = { group: "money" } as const;
const own = { to: ["owner"] } as const;
const security = { group: "security", urgency: "security", self: true, ...own } as const;
const message = { about: "conversation", group: "messages", urgency: "normal", collapses: true, mailAfterMs: 600_000 } as const;
/** What lets money out: all who could stop it are told by every channel, whoever did it too. */
const guarded = { about: "safekeeping", group: "security", urgency: "security", to: ["staff"], self: true } as const;
const offer = { about: "offer", group: "market" } as const;

/** Who is told of what, and how. An event stands here or among `UNTOLD`. */
export const CATALOGUE = {
  ...CASE_TELLINGS,
  "offer.submitted.v1": [
    { ...offer, kind: "offer_submitted", urgency: "normal", to: ["buyer"], by: { clock: ["offer_expiry"] }, collapses: true },
  ],
  "offer.changed.v1": [
    { ...offer, kind: "offer_withdrawn", urgency: "quiet", to: ["buyer"], only: { status: ["withdrawn"] } },
    { ...offer, kind: "offer_rejected", urgency: "normal", to: ["seller"], only: { status: ["rejected"] } },
    { ...offer, kind: "offer_expired", urgency: "quiet", to: ["seller"], only: { status: ["expired"] } },
  ],
  "offer.accepted.v1": [{ ...deal, kind: "offer_accepted", urgency: "urgent", to: ["seller"], by: { clock: ["pay"] } }],
  "request.changed.v1": [
    { kind: "request_expired", about: "request", group: "market", urgency: "normal", ...own, only: { status: ["expired"] } },
  ],

  "deal.funded.v1": [
    { ...deal, kind: "deal_funded_seller", urgency: "urgent", to: ["seller"], by: { clock: ["deliver"] } },
    { ...deal, kind: "deal_funded_buyer", urgency: "normal", to: ["buyer"], by: { clock: ["deliver"] } },
  ],
  "deal.unfunded.v1": [{ ...deal, kind: "deal_unfunded", urgency: "urgent", to: both, by: { clock: ["pay", "repay"] } }],
  "deal.delivery_started.v1": [{ ...deal, kind: "deal_delivery_started", urgency: "quiet", to: both, by: { clock: ["deliver"] } }],
  "deal.delivered.v1": [{ ...deal, kind: "deal_delivered", urgency: "urgent", to: ["buyer"], by: { clock: ["inspect"] } }],
  "deal.inspection_started.v1": [{ ...deal, kind: "deal_inspection_started", urgency: "quiet", to: both, by: { clock: ["inspect"] } }],
  "deal.handover_corrected.v1": [{ ...deal, kind: "deal_handover_corrected", urgency: "normal", to: both, by: { clock: ["inspect"] } }],
  "deal.delivery_late.v1": [
    { ...deal, kind: "deal_late_buyer", urgency: "normal", to: ["buyer"] },
    { ...deal, kind: "deal_late_seller", urgency: "urgent", to: ["seller"] },
  ],
  "deal.contested.v1": [{ ...deal, kind: "deal_contested", urgency: "urgent", to: both, by: { clock: ["deliver"] } }],
  "deal.change_proposed.v1": [{ ...deal, kind: "deal_change_proposed", urgency: "normal", to: both, by: { field: "expiresAt" } }],
  "deal.change_answered.v1": [
    { ...deal, kind: "deal_change_agreed", urgency: "normal", to: both, only: { answer: ["agreed"] } },
    { ...deal, kind: "deal_change_declined", urgency: "normal", to: both, only: { answer: ["declined"] } },
  ],
  // Of a case's hold, the case tells.
  "deal.held.v1": [{ ...deal, kind: "deal_held", urgency: "urgent", to: both, by: { field: "until" }, only: { by: ["staff"] } }],
  "deal.hold_lifted.v1": [{ ...deal, kind: "deal_let_go", urgency: "urgent", to: both, only: { by: ["staff", "expired"] } }],
  "deal.delivery_again.v1": [{ ...deal, kind: "deal_again", urgency: "urgent", to: ["seller"], by: { field: "deliverBy" } }],
  "deal.completed.v1": [
    { ...deal, ...money, kind: "deal_completed_seller", urgency: "urgent", to: ["seller"] },
    { ...deal, kind: "deal_completed_buyer", urgency: "normal", to: ["buyer"] },
  ],
  "deal.cancelled.v1": [{ ...deal, kind: "deal_cancelled", urgency: "urgent", to: both }],
  "deal.expired.v1": [{ ...deal, kind: "deal_expired", urgency: "normal", to: both }],
  "deal.refunded.v1": [
    { ...deal, ...money, kind: "deal_refunded_buyer", urgency: "urgent", to: ["buyer"] },
    { ...deal, kind: "deal_refunded_seller", urgency: "normal", to: ["seller"] },
  ],

  "payment.rejected.v1": [{ ...deal, ...money, kind: "payment_rejected", urgency: "urgent", to: ["buyer"], by: { clock: ["pay"] } }],
  "payment.reorged.v1": [{ ...deal, ...money, kind: "payment_reorged", urgency: "normal", to: ["buyer"], by: { clock: ["pay"] } }],
  "payment.reverted.v1": [
    { ...deal, ...money, kind: "payment_reverted", urgency: "urgent", to: both, by: { field: "payBy" }, only: { reopened: [true] } },
  ],
  "payout.rejected.v1": [
    { ...money, kind: "payout_rejected", about: "payout", urgency: "urgent", ...own, by: { clock: ["payout_redraft"] } },
  ],
  "payout.settled.v1": [{ ...money, kind: "payout_settled", about: "payout", urgency: "normal", ...own }],
  // Who named it in person has just read it on the page.
  "destination.named.v1": [{ ...security, kind: "destination_named", about: "destination", only: { byKey: [true] } }],
  "destination.change_asked.v1": [{ ...security, kind: "destination_asked", about: "destination", by: { field: "effectiveAt" } }],
  "destination.changed.v1": [{ ...security, kind: "destination_changed", about: "destination" }],

  // Whoever reads it within some minutes needs no mail about it.
  "chat.message_sent.v1": [
    { ...message, kind: "message", to: ["buyer", "seller", "mediator"], only: { by: both } },
    // The word "mediator" stands in this kind's own sentence, and only messages of staff are of this kind: no name imitates it.
    { ...message, kind: "message_mediator", to: both, only: { by: ["staff"] } },
  ],

  "dossier.changed.v1": [
    { kind: "dossier_ready", about: "dossier", group: "deals", urgency: "normal", ...own, only: { state: ["ready"] } },
  ],

  "account.changed.v1": ACCOUNT_CHANGES.map((what) => ({
    ...security,
    kind: `account_${what}`,
    about: "account",
    detail: "provider",
    only: { what: [what] },
  })),
  "account.admin_asked.v1": [
    { kind: "admin_asked", about: "grant", group: "security", urgency: "security", to: ["staff"], self: true, by: { field: "dueAt" } },
  ],
  "account.admin_given.v1": [{ ...security, kind: "admin_given", about: "account" }],

  "user.warned.v1": [{ ...security, kind: "user_warned", about: "account" }],
  "user.restricted.v1": [{ ...security, kind: "user_restricted", about: "account" }],
  "user.banned.v1": [{ ...security, kind: "user_banned", about: "account" }],
  "user.reinstated.v1": [{ ...security, kind: "user_reinstated", about: "account" }],

  "export.changed.v1": [
    { kind: "export_ready", about: "export", group: "account", urgency: "normal", ...own, only: { status: ["ready"] } },
  ],

  // Whoever asked may be somebody else who is in it.
  "departure.changed.v1": [
    { ...security, kind: "departure_asked", about: "departure", by: { field: "dueAt" }, only: { status: ["asked"] } },
    { ...security, kind: "departure_cancelled", about: "departure", only: { status: ["cancelled"] } },
    { ...security, kind: "departure_stopped", about: "departure", only: { status: ["stopped"] } },
  ],

  "incident.opened.v1": [{ kind: "incident_opened", about: "incident", group: "staff", urgency: "normal", to: ["staff"], collapses: true }],
  "safekeeping.glass_broken.v1": [{ ...guarded, kind: "glass_broken", by: { field: "until" } }],
  "safekeeping.device_changed.v1": [{ ...guarded, kind: "device_asked", only: { status: ["asked"] } }],
  "webhook.named.v1": [{ ...security, kind: "webhook_named", about: "webhook" }],
  "webhook.paused.v1": [
    { kind: "webhook_paused", about: "webhook", group: "account", urgency: "normal", ...own, only: { cause: ["gone", "failing"] } },
  ],
} as const satisfies Partial<CatalogueOf<EventType>>;

/** What nobody is told of, and why. */
export const UNTOLD = {
  ...CASES_UNTOLD,
  "safekeeping.glass_mended.v1": "its incident closes, and the page of devices shows it",
  "session.revoked.v1": "for streams, which end with it",
  "user.left.v1": "they have read their last mail, and nobody else is told who goes",
  "account.opened.v1": "shown at the desk as a figure",
  "request.created.v1": "news of the open market; its buyer has just posted it",
  "deal.created.v1": "offer.accepted says it",
  "payment.awaiting.v1": "its buyer has the page open",
  "payment.detected.v1": "the page says that it may be closed; the money is told of when it is held",
  "payment.confirming.v1": "a step to deal.funded",
  "payment.quarantined.v1": "an incident tells the operators; its buyer sees on the page that it is looked at, and nobody is told why",
  "payment.received.v1": "a step to deal.funded",
  "payment.credited.v1": "deal.funded says it",
  "payment.expired.v1": "deal.expired says it",
  "payout.drafted.v1": "a step to payout.settled",
  "payout.approved.v1": "a step to payout.settled",
  "payout.broadcast.v1": "a step to payout.settled",
  "payout.failed.v1": "an incident tells those who can mend it",
  "destination.change_cancelled.v1": "money goes where it went; who cancelled it has just read it",
  "incident.closed.v1": "nothing is to be done any more",
  "chat.changed.v1": "for pages; what happened to the deal is told as that",
  "chat.read.v1": "for pages",
  "file.changed.v1": "shown where the file stands",
  "webhook.tested.v1": "for the endpoint that is tested",
  "webhook.changed.v1": "for the pages of its keeper",
  "retention.changed.v1": "for the pages of the desk",
  "notice.changed.v1": "a notice about a notice would have no end",
} as const satisfies Partial<Record<EventType, string>>;

/** Every event: told, or a reason; a test names one that stands in neither, of which nobody is told. */
export const EVERY: Readonly<Partial<Record<EventType, readonly TellingOf<never>[] | string>>> = { ...CATALOGUE, ...UNTOLD };

/** What is told of an event of this type. */
export function tellingsOf(type: EventType): readonly (Telling & { readonly only?: Readonly<Record<string, readonly unknown[]>> })[] {
  const told = EVERY[type];
  return told === undefined || typeof told === "string" ? [] : told;
}
