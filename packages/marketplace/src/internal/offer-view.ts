import { BrokenInvariant, type OfferView, publicId, splitFee } from "@amanat/contracts";
import { type Ctx, now } from "@amanat/db";
import { payMinutes, people, pricesOf, userIdOf } from "@amanat/deals";
import { feeBps } from "@amanat/payment";
import { isAcceptable } from "../rules.ts";
import type { OfferRow, RequestRow } from "./rows.ts";

/** Offers as their request's buyer or their own seller sees them. Does no access check: the caller has done it. */
export async function viewOffers(ctx: Ctx, offers: readonly OfferRow[], requests: readonly RequestRow[]): Promise<OfferView[]> {
  if (offers.length === 0) return [];
  const at = await now(ctx);
  const person = await people(
    ctx,
    offers.map((offer) => offer.sellerId),
  );
  const [today, minutes] = await Promise.all([feeBps(ctx), payMinutes(ctx)]);
  // An offer that became a deal shows the deal's fixed fee; the others show the current one.
  const prices = await pricesOf(
    ctx,
    offers.flatMap((offer) => offer.dealId ?? []),
  );
  const byId = new Map(requests.map((request) => [request.id, request]));
  const userId = userIdOf(ctx.actor);
  return offers.map((offer) => {
    const request = byId.get(offer.requestId);
    if (!request) throw new BrokenInvariant("an offer without its request");
    const agreed = offer.dealId === null ? undefined : prices.get(offer.dealId);
    const bps = agreed?.feeBps ?? today;
    const fee = agreed?.fee ?? splitFee(offer.price, bps).fee;
    const mine = offer.sellerId === userId;
    return {
      id: publicId("offer", offer.id),
      requestId: publicId("request", offer.requestId),
      requestTitle: request.title,
      seller: person(offer.sellerId),
      price: { amount: offer.price.toString(), asset: offer.assetId },
      feeBps: bps,
      fee: fee.toString(),
      sellerReceives: (offer.price - fee).toString(),
      deliveryDays: offer.deliveryDays,
      payMinutes: minutes,
      notes: offer.notes,
      payoutAddress: mine ? offer.payoutAddress : null,
      status: offer.status,
      validUntil: offer.validUntil.toISOString(),
      createdAt: offer.createdAt.toISOString(),
      mine,
      acceptable: request.buyerId === userId && isAcceptable(offer, request, at),
      dealId: offer.dealId === null ? null : publicId("deal", offer.dealId),
      version: offer.version,
    };
  });
}

export async function viewOffer(ctx: Ctx, offer: OfferRow, request: RequestRow): Promise<OfferView> {
  const [view] = await viewOffers(ctx, [offer], [request]);
  if (!view) throw new BrokenInvariant("one offer, one view");
  return view;
}
