import { chainOf, DomainError, type OfferView, parsed, submitOfferInput } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, newId, now, oncePerKey, Prisma, requireUser, rowsOf, startDeadline, type TxCtx } from "@amanat/db";
import { after, idOf } from "@amanat/deals";
import { type ChainPorts, railOf, refuseOurAddress } from "@amanat/payment";
import type * as z from "zod";
import { lockRequest } from "../internal/locks.ts";
import { amendRequest, insertOffer, moveRequest } from "../internal/write-rows.ts";
import { offerSubmitted, requestChanged } from "../internal/events.ts";
import { viewOffer } from "../internal/offer-view.ts";
import type { OfferRow, RequestRow } from "../internal/rows.ts";
import { isOpen, LIVE_OFFER } from "../rules.ts";

type Input = z.output<typeof submitOfferInput>;

/**
 * Bids on an open request, in the request's asset.
 *
 * - Who: any signed-in person but the buyer.
 * - From: request `active` or `received_offers`, which it ends as.
 * - Two at once: different sellers both get in, one after the other; one seller twice gets OFFER_EXISTS.
 * - Replay: with the same Idempotency-Key the stored answer; without one OFFER_EXISTS.
 *
 * A request that was public once answers INVALID_STATE when it is closed: its existence is no secret,
 * and "it has moved on" helps the seller who came second.
 *
 * The payout address is the seller's own: none of ours, and on the chain the asset is paid on.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR (also `address_ours`), NOT_FOUND, OWN_REQUEST, INVALID_STATE, OFFER_EXISTS,
 * NOT_SUPPORTED (a chain not in use), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function submitOffer(ctx: Ctx, input: z.input<typeof submitOfferInput>, ports: ChainPorts): Promise<OfferView> {
  const user = requireUser(ctx.actor);
  const bid = parsed(submitOfferInput, input);
  return oncePerKey(ctx, "marketplace.submitOffer", bid, async (tx) => {
    const request = await lockRequest(tx, idOf("request", bid.requestId));
    const at = await now(tx);
    const others = await admit(tx, request, user.userId, at);
    railOf(ports.rails, chainOf(request.assetId));
    await refuseOurAddress(
      tx,
      { chain: chainOf(request.assetId), address: bid.payoutAddress },
      { rails: ports.rails, path: "payoutAddress" },
    );
    const offer = await bidOn(tx, request, user.userId, bid, at);
    const liveOffers = others + 1;
    const first = request.status === "active";
    const listed = first
      ? await moveRequest(tx, request, "offer_came", "seller", { liveOffers })
      : await amendRequest(tx, request, { liveOffers });
    await startDeadline(tx, { purpose: "offer_expiry", subjectId: offer.id, dueAt: offer.validUntil });
    await audit(tx, {
      action: "offer.submit",
      subjectKind: "offer",
      subjectId: offer.id,
      payload: { requestId: request.id, price: bid.price, asset: offer.assetId, payoutAddress: offer.payoutAddress },
    });
    await appendEvents(tx, [offerSubmitted(offer, listed), ...(first ? [requestChanged(listed, "seller", "buyer")] : [])]);
    return viewOffer(tx, offer, listed);
  });
}

/** Lets a seller bid who may. Answers how many offers of others stand; the request's lock keeps it so. */
async function admit(tx: TxCtx, request: RequestRow, sellerId: string, at: Date): Promise<number> {
  if (request.buyerId === sellerId) throw new DomainError("OWN_REQUEST");
  if (request.status === "pending" || request.status === "pending_payment") throw new DomainError("NOT_FOUND");
  if (!isOpen(request, at)) throw new DomainError("INVALID_STATE");
  const standing = await rowsOf<{ sellerId: string }>(
    tx,
    Prisma.sql`SELECT "sellerId" FROM "Offer" WHERE "requestId" = ${request.id}::uuid AND "status" = ANY (${[...LIVE_OFFER]}::text[])`,
  );
  if (standing.some((offer) => offer.sellerId === sellerId)) throw new DomainError("OFFER_EXISTS");
  return standing.length;
}

function bidOn(tx: TxCtx, request: RequestRow, sellerId: string, bid: Input, at: Date): Promise<OfferRow> {
  return insertOffer(tx, {
    id: newId(),
    tenantId: tx.actor.tenantId,
    requestId: request.id,
    sellerId,
    assetId: request.assetId,
    price: BigInt(bid.price),
    deliveryDays: bid.deliveryDays,
    notes: bid.notes,
    payoutAddress: bid.payoutAddress,
    validUntil: after(at, bid.validHours, "hours"),
    createdAt: at,
  });
}
