import { BrokenInvariant } from "@amanat/contracts";
import type { TxCtx } from "@amanat/db";
import { mendIncidents, setDeadline } from "@amanat/db";
import { after, countCompleted, type DealRow, type Effects, type Moved, partyOf } from "@amanat/deals";
import { droppedBy, restoring } from "../rules.ts";
import { deliveryDates, runDeliveryClock } from "./delivery-clock.ts";
import { amendRequest, moveOffer } from "./write-rows.ts";
import { offerChanged } from "./events.ts";
import { endOffers, reopenRequest } from "./request-offers.ts";
import type { Bargain, PurchaseTerms } from "./rows.ts";
import { writeTerms } from "./terms.ts";

/** What a deal's move changes in its request and offer, in the deal's own transaction. */

type Move = Moved<PurchaseTerms, Bargain>;

/** The price is held: the delivery time starts now, since the seller was told to wait until here, and the other offers end only now. */
async function funded(tx: TxCtx, { before, at }: Move): Promise<Effects> {
  const { request } = before.own;
  const dates = await deliveryDates(tx, after(at, before.terms.deliveryDays, "days"));
  await writeTerms(tx, before.terms, dates);
  await runDeliveryClock(tx, before, dates);
  const ended = await endOffers(tx, request, "supersede", "system");
  if (ended.length > 0) await amendRequest(tx, request, { liveOffers: 0 });
  return { events: ended, audit: { superseded: ended.length } };
}

/** A purchase completes: the offer is fulfilled, and both people's count grows. */
async function completed(tx: TxCtx, { before, deal, by }: Move): Promise<Effects> {
  if (by !== "buyer" && by !== "timer" && by !== "system") throw new BrokenInvariant(`a purchase is not completed by ${by}`);
  await moveOffer(tx, before.own.offer, "fulfil", by);
  // The clock is not the buyer: a contested delivery that is released by time still needs a person.
  if (by !== "timer") await mendIncidents(tx, deal.id, ["deal.contested"]);
  countCompleted(tx, [partyOf(deal, "buyer"), partyOf(deal, "seller")]);
  return {};
}

/** A party stepped back, both agreed, or a case gave all back: the offer ends by whoever ended it. If no money was held, the request opens again. */
async function cancelled(tx: TxCtx, { before, deal, by, at }: Move): Promise<Effects> {
  if (by === "admin" || by === "guard" || by === "timer") throw new BrokenInvariant(`a purchase is not cancelled by ${by}`);
  const { request, offer } = before.own;
  await writeTerms(tx, before.terms, { live: false });
  const ended = offerChanged(await moveOffer(tx, offer, droppedBy(by), by), request, by);
  if (wasUnpaid(before.deal)) return { events: [ended, ...(await reopenRequest(tx, request, by, at))] };
  await mendIncidents(tx, deal.id, ["deal.contested"]);
  return { events: [ended] };
}

/** A case ended with another delivery: the seller has a new date. */
async function deliveredAgain(tx: TxCtx, { before, deal, until }: Move): Promise<Effects> {
  if (until === null) throw new BrokenInvariant("a purchase is to be delivered again, and nobody says by when");
  const dates = await deliveryDates(tx, until);
  await writeTerms(tx, before.terms, dates);
  await runDeliveryClock(tx, { deal }, dates);
  return {};
}

/** The price left the chain and was not paid again: the deal ends as if the buyer had stepped back. */
async function lost(tx: TxCtx, { before, deal }: Move): Promise<Effects> {
  const { request, offer } = before.own;
  await writeTerms(tx, before.terms, { live: false });
  await mendIncidents(tx, deal.id, ["deal.contested"]);
  return { events: [offerChanged(await moveOffer(tx, offer, "drop", "timer"), request, "timer")] };
}

/** Nobody paid in time: the offer stands again for the rest of its validity, and the request opens again. */
async function expired(tx: TxCtx, { before, at }: Move): Promise<Effects> {
  const { request, offer } = before.own;
  await writeTerms(tx, before.terms, { live: false });
  const on = restoring(offer, at);
  const restored = await moveOffer(tx, offer, on, "timer", on === "restore" ? { dealId: null } : {});
  if (on === "restore") await setDeadline(tx, { purpose: "offer_expiry", subjectId: offer.id, dueAt: offer.validUntil });
  const reopened = await reopenRequest(tx, request, "timer", at);
  return { events: [offerChanged(restored, request, "timer"), ...reopened], audit: { offer: restored.status } };
}

const wasUnpaid = (deal: DealRow) => deal.status === "payment";

export const EFFECTS = {
  fund: funded,
  confirm: completed,
  auto_release: completed,
  cancel: cancelled,
  cancel_late: cancelled,
  cancel_agreed: cancelled,
  divide: completed,
  divide_back: cancelled,
  deliver_again: deliveredAgain,
  lose_payment: lost,
  pay_timeout: expired,
} as const;
