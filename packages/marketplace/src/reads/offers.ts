import { DomainError, listOffersInput, myOffersInput, type OfferView, type Page, parsed } from "@amanat/contracts";
import { type Ctx, cut, listTag, newestAfter, now, placeOf, reader, requireUser } from "@amanat/db";
import { idOf } from "@amanat/deals";
import type * as z from "zod";
import { viewOffers } from "../internal/offer-view.ts";
import { isOpen } from "../rules.ts";

/**
 * Offers on one request, newest first: all for its buyer, their own for everybody else.
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, INVALID_CURSOR, NOT_FOUND (also for strangers, once it is closed).
 */
export async function listOffers(ctx: Ctx, input: z.input<typeof listOffersInput>): Promise<Page<OfferView>> {
  const user = requireUser(ctx.actor);
  const { cursor, limit, requestId } = parsed(listOffersInput, input);
  const db = reader(ctx);
  const request = await db.request.findFirst({ where: { id: idOf("request", requestId), tenantId: user.tenantId, deletedAt: null } });
  if (!request) throw new DomainError("NOT_FOUND");
  const mine = request.buyerId === user.userId;
  const tag = listTag(ctx, "offers", { requestId });
  const { where, orderBy } = newestAfter(placeOf(ctx, tag, cursor));
  const visible = { requestId: request.id, ...(mine ? {} : { sellerId: user.userId }) };
  const found = await db.offer.findMany({ where: { ...visible, ...where }, orderBy, take: limit + 1 });
  // A stranger may learn that an open request has no offer of theirs, but not that a closed one exists.
  if (!mine && found.length === 0 && cursor === undefined && !isOpen(request, await now(ctx))) throw new DomainError("NOT_FOUND");
  const { rows, meta } = cut(ctx, tag, found, limit);
  return { data: await viewOffers(ctx, rows, [request]), meta };
}

/**
 * The caller's own offers in every status, newest first.
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, INVALID_CURSOR.
 */
export async function myOffers(ctx: Ctx, input: z.input<typeof myOffersInput>): Promise<Page<OfferView>> {
  const user = requireUser(ctx.actor);
  const { cursor, limit } = parsed(myOffersInput, input);
  const tag = listTag(ctx, "my-offers");
  const { where, orderBy } = newestAfter(placeOf(ctx, tag, cursor));
  const own = { tenantId: user.tenantId, sellerId: user.userId };
  const found = await reader(ctx).offer.findMany({ where: { ...own, ...where }, include: { request: true }, orderBy, take: limit + 1 });
  const { rows, meta } = cut(ctx, tag, found, limit);
  return {
    data: await viewOffers(
      ctx,
      rows,
      rows.map((row) => row.request),
    ),
    meta,
  };
}
