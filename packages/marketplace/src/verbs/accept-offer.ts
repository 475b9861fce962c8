import { type acceptedOffer, addressFault, DomainError, offerAction, publicId, splitFee } from "@amanat/contracts";
import { appendEvents, audit, closeDeadline, type Ctx, newId, now, oncePerKey, requireUser, setDeadline, type TxCtx } from "@amanat/db";
import { createIntent, feeBps, ourAddress, type ChainPorts } from "@amanat/payment";
import type * as z from "zod";
import { expectVersion, idOf, parsed } from "../internal/input.ts";
import { lockOffer } from "../internal/locks.ts";
import { insertDeal, moveOffer, moveRequest } from "../internal/moves.ts";
import { dealNews, offerAccepted, requestChanged } from "../internal/news.ts";
import { countLiveOffers } from "../internal/request-offers.ts";
import type { DealRow, OfferRow, RequestRow } from "../internal/rows.ts";
import { payMinutes } from "../internal/time-to-pay.ts";
import { offerRole } from "../internal/who.ts";
import { after, isValid } from "../rules.ts";
import { OFFER, REQUEST, step } from "../state.ts";

/**
 * Accepts an offer: a deal is born with price, fee and payout address fixed, and the time to pay runs.
 *
 * - Who: the buyer of the request.
 * - From: offer `submitted` and valid by the database's clock, request `received_offers`. They end `accepted` and
 *   `matched`; the deal begins in `payment`. The other offers stay as they are until money is held.
 * - Two at once, of one offer or of two: the request's row lock lets one through, the others get INVALID_STATE.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (the seller), INVALID_STATE,
 * OFFER_EXPIRED (also: nobody can be paid at its address), VERSION_CONFLICT, ASSET_NOT_SUPPORTED (delisted since), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function acceptOffer(ctx: Ctx, input: z.input<typeof offerAction>, ports: ChainPorts): Promise<z.infer<typeof acceptedOffer>> {
  requireUser(ctx.actor);
  const wanted = parsed(offerAction, input);
  return oncePerKey(ctx, "marketplace.acceptOffer", wanted, async (tx) => {
    const { request, offer } = await lockOffer(tx, idOf("offer", wanted.offerId));
    const at = await now(tx);
    decide(tx, request, offer, at);
    expectVersion(offer, wanted.version);
    // It was made before the rule, or the address became ours since: only its seller can mend it.
    if (await unpayable(tx, offer.payoutAddress, ports)) throw new DomainError("OFFER_EXPIRED");

    const deal = await strike(tx, request, offer, at);
    const accepted = await moveOffer(tx, offer, "accept", "buyer", { dealId: deal.id });
    const liveOffers = await countLiveOffers(tx, request.id);
    const matched = await moveRequest(tx, request, "accept", "buyer", { activeDealId: deal.id, liveOffers });
    const { intentId, dueAt } = await askForPayment(tx, deal, offer, at);
    await stopTimers(tx, matched, accepted);

    await audit(tx, {
      action: "offer.accept",
      subjectKind: "deal",
      subjectId: deal.id,
      payload: {
        offerId: offer.id,
        price: deal.price.toString(),
        feeBps: deal.feeBps,
        fee: deal.fee.toString(),
        payoutAddress: deal.payoutAddress,
        payBy: dueAt.toISOString(),
      },
    });
    await appendEvents(tx, [
      dealNews("deal.created.v1", deal, "buyer", {}),
      offerAccepted(accepted, matched, deal),
      requestChanged(matched, "buyer", "market"),
    ]);
    return { dealId: publicId("deal", deal.id), intentId: publicId("intent", intentId), version: deal.version };
  });
}

function decide(tx: TxCtx, request: RequestRow, offer: OfferRow, at: Date): void {
  const by = offerRole(request, offer, tx.actor);
  step(OFFER, offer.status, "accept", by);
  step(REQUEST, request.status, "accept", by);
  if (request.expiresAt <= at) throw new DomainError("INVALID_STATE");
  if (!isValid(offer, at)) throw new DomainError("OFFER_EXPIRED");
}

async function unpayable(tx: TxCtx, address: string, ports: ChainPorts): Promise<boolean> {
  return addressFault(address) !== null || (await ourAddress(tx, address, ports.rails)) !== null;
}

async function strike(tx: TxCtx, request: RequestRow, offer: OfferRow, at: Date): Promise<DealRow> {
  const bps = await feeBps(tx);
  const terms = {
    id: newId(),
    tenantId: tx.actor.tenantId,
    requestId: request.id,
    offerId: offer.id,
    title: request.title,
    assetId: offer.assetId,
    price: offer.price.toString(),
    feeBps: bps,
    fee: splitFee(offer.price, bps).fee.toString(),
    payoutAddress: offer.payoutAddress,
    delivery: request.delivery ?? {},
    deliveryDays: offer.deliveryDays,
    createdAt: at,
  };
  return insertDeal(tx, terms, { buyerId: request.buyerId, sellerId: offer.sellerId });
}

/** The intent and the deal share one end of time to pay. */
async function askForPayment(tx: TxCtx, deal: DealRow, offer: OfferRow, at: Date): Promise<{ intentId: string; dueAt: Date }> {
  const dueAt = after(at, await payMinutes(tx), "minutes");
  const buyer = deal.parties.find((party) => party.role === "buyer");
  if (!buyer) throw new Error("a deal without a buyer");
  const { intentId } = await createIntent(tx, {
    scope: deal.id,
    payerId: buyer.userId,
    payeeId: offer.sellerId,
    title: deal.title,
    assetId: deal.assetId,
    amount: deal.price,
    expiresAt: dueAt,
    payoutAddress: offer.payoutAddress,
  });
  await setDeadline(tx, { purpose: "pay", subjectId: deal.id, dueAt });
  return { intentId, dueAt };
}

/** While a deal lives, neither its request nor its offer runs out. Reopening sets both timers anew. */
async function stopTimers(tx: TxCtx, request: RequestRow, offer: OfferRow): Promise<void> {
  await closeDeadline(tx, { purpose: "offer_expiry", subjectId: offer.id });
  await closeDeadline(tx, { purpose: "request_expiry", subjectId: request.id });
}
