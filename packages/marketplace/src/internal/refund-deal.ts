import { type CancelCause, DomainError, type PartyRole } from "@amanat/contracts";
import { appendEvents, audit, closeDeadline, mendIncidents, now, type TxCtx } from "@amanat/db";
import { draftRefund } from "@amanat/payment";
import { droppedBy } from "../rules.ts";
import { stopDeliveryClock } from "./delivery-clock.ts";
import { moveDeal, moveOffer, moveTranche } from "./moves.ts";
import { dealNews, offerChanged } from "./news.ts";
import { lapseProposals } from "./proposals.ts";
import type { Agreement, DealRow } from "./rows.ts";

/**
 * The one way a deal whose price is held ends in a refund: the seller steps back, the delivery is late, or both agree. Everything
 * held goes back. The agreement is locked and the mover's right checked by the caller.
 * Errors: INVALID_STATE (wrong status, or on hold), INSUFFICIENT_FUNDS (never, or the books are wrong).
 */
export async function refundDeal(
  tx: TxCtx,
  { request, offer, deal }: Agreement,
  on: "cancel" | "cancel_late" | "cancel_agreed",
  cause: CancelCause,
  by: PartyRole,
): Promise<DealRow> {
  if (deal.onHold) throw new DomainError("INVALID_STATE");
  const moved = await moveDeal(tx, deal, on, by, { closedAt: await now(tx) });
  const ended = await moveOffer(tx, offer, droppedBy(by), by);
  await moveTranche(tx, deal.id, "held", "refunded");
  // Told before what follows from it: the timeline reads in this order.
  await appendEvents(tx, [dealNews("deal.cancelled.v1", moved, by, { cause }), offerChanged(ended, request, by)]);
  const { payoutId } = await draftRefund(tx, { scope: deal.id, reason: `deal cancelled by the ${by}: ${cause}` });
  await closeDeadline(tx, { purpose: "inspect", subjectId: deal.id });
  await stopDeliveryClock(tx, deal);
  await lapseProposals(tx, deal);
  await mendIncidents(tx, deal.id, ["deal.contested"]);
  const payload = { by, cause, from: deal.status, payoutId };
  await audit(tx, { action: "deal.cancel", subjectKind: "deal", subjectId: deal.id, payload });
  return moved;
}
