import { appendEvents, audit, closeDeadline, now } from "@amanat/db";
import { type Clock, dealEvent, defineKind, touchDeal } from "@amanat/deals";
import { deliveryDates, runDeliveryClock } from "./internal/delivery-clock.ts";
import { EFFECTS } from "./internal/effects.ts";
import { inspectionEnd, inspectUntil } from "./internal/inspection-clock.ts";
import { lockBargain } from "./internal/locks.ts";
import { purchaseView, purchaseWords } from "./internal/purchase-view.ts";
import type { Bargain, PurchaseTerms } from "./internal/rows.ts";
import { termsOf, writeTerms } from "./internal/terms.ts";
import { isLate, sawWhatIsConfirmed } from "./rules.ts";
import { DEAL } from "./state.ts";

/**
 * The promised date and the grace period are over: both parties are told that the buyer may cancel. Nothing ends automatically, because a
 * parcel that is a day late is usually still wanted.
 */
const deliver: Clock<PurchaseTerms, Bargain> = {
  states: ["processing", "delivery"],
  on: null,
  async onDue(tx, { deal, terms }) {
    if (!isLate(deal, terms, await now(tx))) return closeDeadline(tx, { purpose: "deliver", subjectId: deal.id });
    const payload = { deliverBy: terms.deliverBy?.toISOString() ?? null };
    await audit(tx, { action: "deal.delivery_late", subjectKind: "deal", subjectId: deal.id, payload });
    await appendEvents(tx, [dealEvent({ event: "deal.delivery_late.v1" }, deal, "timer")]);
  },
  extension: {
    currentEnd: (_tx, { terms }) => Promise.resolve(terms.deliverBy),
    async extendTo(tx, subject, until) {
      const dates = await deliveryDates(tx, until);
      await runDeliveryClock(tx, subject, dates);
      await writeTerms(tx, subject.terms, dates);
      return touchDeal(tx, subject.deal);
    },
  },
};

const inspect: Clock<PurchaseTerms, Bargain> = {
  states: ["delivered", "confirming"],
  on: "auto_release",
  extension: {
    currentEnd: (tx, { deal }) => inspectionEnd(tx, deal),
    async extendTo(tx, { deal }, until) {
      await inspectUntil(tx, deal, until);
      return deal;
    },
  },
};

/** Time to pay again when the deposit left the chain after the delivery had begun. */
const repay: Clock<PurchaseTerms, Bargain> = { states: ["processing", "delivery", "delivered", "confirming"], on: "lose_payment" };

/** The kind of deal of the market: paid once, delivered, inspected, released. */
export const PURCHASE = defineKind<"purchase", PurchaseTerms, Bargain>({
  name: "purchase",
  machine: DEAL,
  clocks: { pay: { states: ["payment"], on: "pay_timeout" }, deliver, inspect, repay },
  lock: lockBargain,
  termsIn: ({ terms }) => terms,
  terms: termsOf,
  moneyOf: (deal) => deal.tranches.map(({ ordinal }) => ordinal),
  records: {
    start_delivery: { event: "deal.delivery_started.v1", action: "deal.start_delivery", listed: false },
    mark_delivered: { event: "deal.delivered.v1", action: "deal.mark_delivered", listed: false },
    correct_handover: { event: "deal.handover_corrected.v1", action: "deal.correct_handover" },
    start_inspection: { event: "deal.inspection_started.v1", action: "deal.start_inspection", listed: false },
    contest: { event: "deal.contested.v1", action: "deal.contest" },
  },
  effects: EFFECTS,
  sawWhatIsConfirmed,
  view: () => Promise.resolve(purchaseView),
  words: purchaseWords,
});
