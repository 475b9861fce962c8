import { dealAction, type dealMoved, DomainError, type PartyRole } from "@amanat/contracts";
import { appendEvents, audit, closeDeadline, type Ctx, now, oncePerKey, requireUser, type TxCtx } from "@amanat/db";
import { cancelIntent } from "@amanat/payment";
import type * as z from "zod";
import { movedView } from "../internal/deal-view.ts";
import { expectVersion, idOf, parsed } from "../internal/input.ts";
import { lockAgreement } from "../internal/locks.ts";
import { moveDeal, moveOffer } from "../internal/moves.ts";
import { dealNews, offerChanged } from "../internal/news.ts";
import { refundDeal } from "../internal/refund-deal.ts";
import { reopenRequest } from "../internal/request-offers.ts";
import type { Agreement, DealRow } from "../internal/rows.ts";
import { actingParty } from "../internal/who.ts";
import { droppedBy, isLate, steppingBack } from "../rules.ts";
import { DEAL, step } from "../state.ts";

/**
 * A party steps back alone. Before money is held the request opens again (the offer ends `rejected` when the
 * buyer, `withdrawn` when the seller stepped back) and whatever part of the price came goes back. After that the
 * seller can until the delivery begins, and the buyer once it is late: the promised date and the grace have passed and
 * nothing is marked as delivered. The whole price goes back; the deal reads `refunded` once it did.
 *
 * - Who: buyer or seller in `payment`, the seller in `processing`, the buyer in `processing` and `delivery` when late.
 * - From: `payment`, `processing`, `delivery`. It ends `cancelled`.
 * - Two at once: one through, the other INVALID_STATE. Against a delivery that is marked at last: whoever locks the deal first.
 *   Against the money: payment's lock on the intent decides; when the price was credited first this is INVALID_STATE until
 *   the deal shows it, then the rules for held money hold.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (staff),
 * INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function cancelDeal(ctx: Ctx, input: z.input<typeof dealAction>): Promise<z.infer<typeof dealMoved>> {
  requireUser(ctx.actor);
  const wanted = parsed(dealAction, input);
  return oncePerKey(ctx, "deals.cancelDeal", wanted, async (tx) => {
    const agreement = await lockAgreement(tx, idOf("deal", wanted.dealId));
    const by = actingParty(agreement.deal, tx.actor);
    const { deal } = agreement;
    const { on, cause } = steppingBack(by, deal.status);
    step(DEAL, deal.status, on, by);
    if (on === "cancel_late" && !isLate(deal, await now(tx))) throw new DomainError("INVALID_STATE");
    expectVersion(deal, wanted.version);
    return movedView(deal.status === "payment" ? await cancelUnpaid(tx, agreement, by) : await refundDeal(tx, agreement, on, cause, by));
  });
}

async function cancelUnpaid(tx: TxCtx, { request, offer, deal }: Agreement, by: PartyRole): Promise<DealRow> {
  const at = await now(tx);
  const moved = await moveDeal(tx, deal, "cancel", by, { closedAt: at });
  const ended = await moveOffer(tx, offer, droppedBy(by), by);
  const money = await cancelIntent(tx, { scope: deal.id });
  await closeDeadline(tx, { purpose: "pay", subjectId: deal.id });
  await closeDeadline(tx, { purpose: "pay_resume", subjectId: deal.id });
  const reopening = await reopenRequest(tx, request, by, at);
  await audit(tx, { action: "deal.cancel", subjectKind: "deal", subjectId: deal.id, payload: { by, from: deal.status, money } });
  await appendEvents(tx, [
    dealNews("deal.cancelled.v1", moved, by, { cause: "stepped_back" }),
    offerChanged(ended, request, by),
    ...reopening,
  ]);
  return moved;
}
