import { type acceptedOffer, addressFault, BrokenInvariant, chainOf, DomainError, offerAction, parsed, publicId } from "@amanat/contracts";
import { appendEvents, audit, closeDeadlines, type Ctx, now, oncePerKey, requireUser, step, type TxCtx, wayOf } from "@amanat/db";
import { dealEvent, expectVersion, idOf, openDeal, priceOf } from "@amanat/deals";
import { type ChainPorts, feeBps, ourAddress } from "@amanat/payment";
import type * as z from "zod";
import { lockOffer } from "../internal/locks.ts";
import { moveOffer, moveRequest } from "../internal/write-rows.ts";
import { offerAccepted, requestChanged } from "../internal/events.ts";
import { countLiveOffers } from "../internal/request-offers.ts";
import type { OfferRow, RequestRow } from "../internal/rows.ts";
import { insertTerms } from "../internal/terms.ts";
import { offerRole } from "../internal/who.ts";
import { PURCHASE } from "../purchase.ts";
import { OFFER, REQUEST } from "../state.ts";

/**
 * Accepts an offer: creates the deal with price, fee and payout address fixed, and starts the time to pay.
 *
 * - Who: the buyer of the request.
 * - From: offer `submitted` and valid by the database's clock, request `received_offers`. They end `accepted` and
 *   `matched`; the deal begins in `payment`. The other offers stay as they are until the deal is funded (`internal/effects.ts`).
 * - Two at once, of one offer or of two: the request's row lock lets one through, the others get INVALID_STATE.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (the seller), INVALID_STATE,
 * OFFER_EXPIRED (also: nobody can be paid at its address), VERSION_CONFLICT, ASSET_NOT_SUPPORTED (delisted since), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function acceptOffer(ctx: Ctx, input: z.input<typeof offerAction>, ports: ChainPorts): Promise<z.infer<typeof acceptedOffer>> {
  requireUser(ctx.actor);
  const command = parsed(offerAction, input);
  return oncePerKey(ctx, "marketplace.acceptOffer", command, async (tx) => {
    const { request, offer } = await lockOffer(tx, idOf("offer", command.offerId));
    const at = await now(tx);
    decide(tx, request, offer, at);
    expectVersion(offer, command.version);
    // The offer is older than the rule, or the address has become ours since. Only its seller can correct it.
    if (await unpayable(tx, offer, ports)) throw new DomainError("OFFER_EXPIRED");

    const { deal, intents, dueAt } = await strike(tx, request, offer);
    const [intent] = intents;
    if (!intent) throw new BrokenInvariant("a purchase has one intent");
    // Without the accepted one, which was one of them.
    const liveOffers = (await countLiveOffers(tx, request.id)) - 1;
    const accepted = await moveOffer(tx, offer, "accept", "buyer", { dealId: deal.id });
    const matched = await moveRequest(tx, request, "accept", "buyer", { activeDealId: deal.id, liveOffers }, { offer });
    await stopTimers(tx, matched, accepted);

    const { price, feeBps: bps, fee } = priceOf(deal);
    await audit(tx, {
      action: "offer.accept",
      subjectKind: "deal",
      subjectId: deal.id,
      payload: {
        offerId: offer.id,
        price: price.toString(),
        feeBps: bps,
        fee: fee.toString(),
        payoutAddress: offer.payoutAddress,
        payBy: dueAt.toISOString(),
      },
    });
    await appendEvents(tx, [
      dealEvent({ event: "deal.created.v1" }, deal, "buyer"),
      offerAccepted(accepted, matched, deal),
      requestChanged(matched, "buyer", "market"),
    ]);
    return { dealId: publicId("deal", deal.id), intentId: publicId("intent", intent.intentId), version: deal.version };
  });
}

function decide(tx: TxCtx, request: RequestRow, offer: OfferRow, at: Date): void {
  const by = offerRole(request, offer, tx.actor);
  wayOf(OFFER, offer.status, "accept", by);
  wayOf(REQUEST, request.status, "accept", by);
  if (request.expiresAt <= at) throw new DomainError("INVALID_STATE");
  step(OFFER, offer.status, "accept", by, { now: at, request, offer });
}

async function unpayable(tx: TxCtx, { assetId, payoutAddress: address }: OfferRow, ports: ChainPorts): Promise<boolean> {
  return addressFault(address, chainOf(assetId)) !== null || (await ourAddress(tx, address, ports.rails)) !== null;
}

/** Creates the deal (the engine's) and its terms (the purchase's) in one transaction. */
async function strike(tx: TxCtx, request: RequestRow, offer: OfferRow): ReturnType<typeof openDeal> {
  const { payoutAddress, sellerId: payeeId, price: amount } = offer;
  const opened = await openDeal(tx, PURCHASE, {
    title: request.title,
    parties: [
      { userId: request.buyerId, role: "buyer" },
      { userId: payeeId, role: "seller" },
    ],
    tranches: [{ assetId: offer.assetId, amount, feeBps: await feeBps(tx), payeeId, payers: [{ payerId: request.buyerId, amount }] }],
    payees: [{ partyId: payeeId, chain: chainOf(offer.assetId), address: payoutAddress }],
  });
  const dealId = opened.deal.id;
  const agreed = { delivery: request.delivery ?? {}, deliveryDays: offer.deliveryDays, payoutAddress };
  await insertTerms(tx, { dealId, requestId: request.id, offerId: offer.id, ...agreed });
  return opened;
}

/** While a deal lives, neither its request nor its offer expires. Reopening sets both timers again. */
async function stopTimers(tx: TxCtx, request: RequestRow, offer: OfferRow): Promise<void> {
  await closeDeadlines(tx, [
    { purpose: "offer_expiry", subjectId: offer.id },
    { purpose: "request_expiry", subjectId: request.id },
  ]);
}
