import { DomainError } from "@amanat/contracts";
import { appendEvents, audit, closeDeadline, mendIncidents, now, type TxCtx } from "@amanat/db";
import { draftRelease } from "@amanat/payment";
import { lockUsers } from "./locks.ts";
import { moveDeal, moveOffer, moveTranche } from "./moves.ts";
import { dealNews } from "./news.ts";
import { lapseProposals } from "./proposals.ts";
import type { Agreement, DealRow } from "./rows.ts";
import { partyOf } from "./who.ts";

/**
 * The one way a deal completes, for the buyer's word and for the clock: status, money, offer and both
 * people's count in one transaction. The agreement is locked and the mover checked by the caller.
 * Errors: INVALID_STATE (wrong status, or on hold), INSUFFICIENT_FUNDS (never, or the books are wrong).
 */
export async function completeDeal(tx: TxCtx, { offer, deal }: Agreement, by: "buyer" | "timer"): Promise<DealRow> {
  if (deal.onHold) throw new DomainError("INVALID_STATE");
  const buyerId = partyOf(deal, "buyer");
  const sellerId = partyOf(deal, "seller");
  const moved = await moveDeal(tx, deal, by === "buyer" ? "confirm" : "auto_release", by, { closedAt: await now(tx) });
  await moveOffer(tx, offer, "fulfil", by);
  await moveTranche(tx, deal.id, "held", "released");
  await closeDeadline(tx, { purpose: "inspect", subjectId: deal.id }, by === "timer" ? "done" : "cancelled");
  await lapseProposals(tx, deal);
  // The clock's word is not the buyer's: what was contested and released by itself still needs a person.
  if (by === "buyer") await mendIncidents(tx, deal.id, ["deal.contested"]);
  await lockUsers(tx, [buyerId, sellerId]);
  // oxlint-disable-next-line amanat/no-unaudited-write -- a tally of deals; the entry of each completed one is below
  await tx.tx.user.updateMany({ where: { id: { in: [buyerId, sellerId] } }, data: { completedDeals: { increment: 1 } } });
  // Told before what follows from it: the timeline reads in this order.
  await appendEvents(tx, [dealNews("deal.completed.v1", moved, by, { by })]);
  const { payoutId } = await draftRelease(tx, {
    scope: deal.id,
    partyId: sellerId,
    counterpartyId: buyerId,
    title: deal.title,
    assetId: deal.assetId,
    amount: deal.price - deal.fee,
    fee: deal.fee,
  });
  await audit(tx, {
    action: "deal.complete",
    subjectKind: "deal",
    subjectId: deal.id,
    payload: { by, payoutId, amount: (deal.price - deal.fee).toString(), fee: deal.fee.toString() },
  });
  return moved;
}
