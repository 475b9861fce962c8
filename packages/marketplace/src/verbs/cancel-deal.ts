import { dealAction, type dealMoved, type PartyRole } from "@amanat/contracts";
import { appendEvents, audit, closeDeadline, type Ctx, now, oncePerKey, requireUser, type TxCtx } from "@amanat/db";
import { cancelIntent, draftRefund } from "@amanat/payment";
import type * as z from "zod";
import { movedView } from "../internal/deal-view.ts";
import { expectVersion, idOf, parsed } from "../internal/input.ts";
import { lockAgreement } from "../internal/locks.ts";
import { moveDeal, moveOffer, moveTranche } from "../internal/moves.ts";
import { asSystem, dealNews, offerChanged } from "../internal/news.ts";
import { reopenRequest } from "../internal/request-offers.ts";
import type { Agreement, DealRow } from "../internal/rows.ts";
import { actingParty } from "../internal/who.ts";
import { droppedBy } from "../rules.ts";
import { DEAL, step } from "../state.ts";

/**
 * A party steps back. Before money is held the request opens again (the offer ends `rejected` when the
 * buyer, `withdrawn` when the seller stepped back) and whatever part of the price came goes back. After that,
 * until delivery, only the seller can, and the whole price goes back; the deal reads `refunded` once it did.
 *
 * - Who: buyer or seller in `payment`, the seller in `processing`.
 * - From: `payment`, `processing`. It ends `cancelled`.
 * - Two at once: one through, the other INVALID_STATE. Against the money: payment's lock on the intent decides;
 *   when the price was credited first this is INVALID_STATE until the deal shows it, then the seller's rule holds.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (staff),
 * INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function cancelDeal(ctx: Ctx, input: z.input<typeof dealAction>): Promise<z.infer<typeof dealMoved>> {
  requireUser(ctx.actor);
  const wanted = parsed(dealAction, input);
  return oncePerKey(ctx, "marketplace.cancelDeal", wanted, async (tx) => {
    const agreement = await lockAgreement(tx, idOf("deal", wanted.dealId));
    const by = actingParty(agreement.deal, tx.actor);
    step(DEAL, agreement.deal.status, "cancel", by);
    expectVersion(agreement.deal, wanted.version);
    const moved = agreement.deal.status === "payment" ? await cancelUnpaid(tx, agreement, by) : await cancelPaid(tx, agreement, by);
    return movedView(moved);
  });
}

async function cancelUnpaid(tx: TxCtx, { request, offer, deal }: Agreement, by: PartyRole): Promise<DealRow> {
  const at = await now(tx);
  const moved = await moveDeal(tx, deal, "cancel", by, { closedAt: at });
  const ended = await moveOffer(tx, offer, droppedBy(by), by);
  const money = await cancelIntent(tx, { scope: deal.id });
  await closeDeadline(tx, { purpose: "pay", subjectId: deal.id });
  const reopening = await reopenRequest(tx, request, by, at);
  await audit(tx, { action: "deal.cancel", subjectKind: "deal", subjectId: deal.id, payload: { by, from: deal.status, money } });
  await appendEvents(tx, [dealNews("deal.cancelled.v1", moved, by, {}), offerChanged(ended, request, by)]);
  // The public list hears that the request is open again, not which of the two stepped back.
  await appendEvents(asSystem(tx), reopening);
  return moved;
}

async function cancelPaid(tx: TxCtx, { request, offer, deal }: Agreement, by: PartyRole): Promise<DealRow> {
  const moved = await moveDeal(tx, deal, "cancel", by, { closedAt: await now(tx) });
  const ended = await moveOffer(tx, offer, droppedBy(by), by);
  await moveTranche(tx, deal.id, "held", "refunded");
  const { payoutId } = await draftRefund(tx, { scope: deal.id, reason: `deal cancelled by the ${by}` });
  await audit(tx, { action: "deal.cancel", subjectKind: "deal", subjectId: deal.id, payload: { by, from: deal.status, payoutId } });
  await appendEvents(tx, [dealNews("deal.cancelled.v1", moved, by, {}), offerChanged(ended, request, by)]);
  return moved;
}
