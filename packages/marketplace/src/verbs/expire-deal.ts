import { appendEvents, audit, closeDeadline, now, requireSystem, setDeadline, type TxCtx } from "@amanat/db";
import { expireIntent } from "@amanat/payment";
import { lockAgreement } from "../internal/locks.ts";
import { moveDeal, moveOffer } from "../internal/moves.ts";
import { dealNews, offerChanged } from "../internal/news.ts";
import { reopenRequest } from "../internal/request-offers.ts";
import { after, restoring } from "../rules.ts";

/** A price that confirms when the time to pay is over decides itself in minutes. */
const LOOK_AGAIN_MINUTES = 1;

/**
 * Nobody paid in time: the offer stands again for as long as its seller said, and the request is open again.
 * When the price is complete, or what still confirms may complete it, the deal lives and this is looked at again. Part of a price
 * keeps no deal open: it goes back.
 *
 * - Who: the timer `pay`.
 * - From: `payment`. It ends `expired`.
 * - Two at once, replay: the second finds it closed and only ends the timer. Against the money: payment's lock on the intent decides.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function expireDeal(tx: TxCtx, input: { dealId: string }): Promise<void> {
  requireSystem(tx.actor);
  const timer = { purpose: "pay", subjectId: input.dealId };
  const { request, offer, deal } = await lockAgreement(tx, input.dealId);
  if (deal.status !== "payment") return closeDeadline(tx, timer);
  const at = await now(tx);
  if ((await expireIntent(tx, { scope: deal.id })) === "money_seen")
    return setDeadline(tx, { ...timer, dueAt: after(at, LOOK_AGAIN_MINUTES, "minutes") });
  const moved = await moveDeal(tx, deal, "pay_timeout", "timer", { closedAt: at });
  const on = restoring(offer, at);
  const restored = await moveOffer(tx, offer, on, "timer", on === "restore" ? { dealId: null } : {});
  if (on === "restore") await setDeadline(tx, { purpose: "offer_expiry", subjectId: offer.id, dueAt: offer.validUntil });
  const reopened = await reopenRequest(tx, request, "timer", at);
  await closeDeadline(tx, timer, "done");
  await closeDeadline(tx, { purpose: "pay_resume", subjectId: deal.id });
  await audit(tx, { action: "deal.expire", subjectKind: "deal", subjectId: deal.id, payload: { offer: restored.status } });
  await appendEvents(tx, [dealNews("deal.expired.v1", moved, "timer", {}), offerChanged(restored, request, "timer"), ...reopened]);
}
