import { appendEvents, audit, closeDeadline, now, pauseDeadline, requireSystem, setDeadline, type TxCtx } from "@amanat/db";
import { expireIntent } from "@amanat/payment";
import { lockAgreement } from "../internal/locks.ts";
import { moveDeal, moveOffer } from "../internal/moves.ts";
import { dealNews, offerChanged } from "../internal/news.ts";
import { reopenRequest } from "../internal/request-offers.ts";
import { restoring } from "../rules.ts";

/**
 * Nobody paid in time: the offer stands again for as long as its seller said, and the request is open again.
 * When money was seen after all, the clock is paused instead and the deal lives.
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
  if ((await expireIntent(tx, { scope: deal.id })) === "money_seen") return pauseDeadline(tx, timer);
  const at = await now(tx);
  const moved = await moveDeal(tx, deal, "pay_timeout", "timer", { closedAt: at });
  const on = restoring(offer, at);
  const restored = await moveOffer(tx, offer, on, "timer", on === "restore" ? { dealId: null } : {});
  if (on === "restore") await setDeadline(tx, { purpose: "offer_expiry", subjectId: offer.id, dueAt: offer.validUntil });
  const reopened = await reopenRequest(tx, request, "timer", at);
  await closeDeadline(tx, timer, "done");
  await audit(tx, { action: "deal.expire", subjectKind: "deal", subjectId: deal.id, payload: { offer: restored.status } });
  await appendEvents(tx, [dealNews("deal.expired.v1", moved, "timer", {}), offerChanged(restored, request, "timer"), ...reopened]);
}
