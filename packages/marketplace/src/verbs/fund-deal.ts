import { appendEvents, audit, closeDeadline, now, requireSystem, type TxCtx } from "@amanat/db";
import { draftRefund } from "@amanat/payment";
import { deliveryDates, runDeliveryClock } from "../internal/delivery-clock.ts";
import { lockAgreement } from "../internal/locks.ts";
import { amendRequest, moveDeal, moveTranche } from "../internal/moves.ts";
import { dealNews } from "../internal/news.ts";
import { endOffers } from "../internal/request-offers.ts";
import { after, CLOSED_UNPAID } from "../rules.ts";

/**
 * Payment has credited the whole price: the deal goes on, and only now the other offers are superseded.
 * Money that completes a deal already closed is sent back.
 *
 * - Who: the system, as reaction to `payment.credited`.
 * - From: `payment`. It ends `processing`.
 * - Two at once, replay: the deal's lock lets one through; the second finds it funded and does nothing.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function fundDeal(tx: TxCtx, input: { dealId: string; amount: bigint }): Promise<void> {
  requireSystem(tx.actor);
  const { request, deal } = await lockAgreement(tx, input.dealId);
  if (CLOSED_UNPAID.some((status) => status === deal.status)) {
    await draftRefund(tx, { scope: deal.id, reason: `paid after the deal was ${deal.status}` });
    await audit(tx, { action: "deal.refund_late", subjectKind: "deal", subjectId: deal.id, payload: { amount: input.amount.toString() } });
    return;
  }
  if (deal.status !== "payment") return;
  const fundedAt = await now(tx);
  // The promise counts from now: until here the seller was told to deliver nothing.
  const dates = await deliveryDates(tx, after(fundedAt, deal.deliveryDays, "days"));
  const moved = await moveDeal(tx, deal, "fund", "system", { fundedAt, ...dates });
  await runDeliveryClock(tx, deal, dates);
  await moveTranche(tx, deal.id, "pending", "held");
  await closeDeadline(tx, { purpose: "pay", subjectId: deal.id });
  await closeDeadline(tx, { purpose: "pay_resume", subjectId: deal.id });
  const ended = await endOffers(tx, request, "supersede", "system");
  if (ended.length > 0) await amendRequest(tx, request, { liveOffers: 0 });
  await audit(tx, {
    action: "deal.fund",
    subjectKind: "deal",
    subjectId: deal.id,
    payload: { amount: input.amount.toString(), superseded: ended.length },
  });
  await appendEvents(tx, [dealNews("deal.funded.v1", moved, "system", { amount: deal.price.toString() }), ...ended]);
}
