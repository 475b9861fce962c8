import { CATEGORIES, type DealStatus, deliveryWishSchema, type PersonView, publicId, type RequestView } from "@amanat/contracts";
import { type Ctx, reader } from "@amanat/db";
import { people, statusesOf, userIdOf } from "@amanat/deals";
import * as z from "zod";
import { shownStatus, withoutAddress } from "../rules.ts";
import type { RequestRow } from "./rows.ts";

const category = z.enum(CATEGORIES);

/** The caller's relation to a request, which decides how much of it they see. */
export type Sight = { mine: boolean; deal: { id: string; status: DealStatus<"purchase"> } | null };

export const STRANGER: Sight = { mine: false, deal: null };

/** One request as seen by its owner, the seller of its deal, or anybody. */
export function requestView(row: RequestRow, buyer: PersonView, sight: Sight): RequestView {
  const wish = deliveryWishSchema.parse(row.delivery);
  const party = sight.mine || sight.deal !== null;
  return {
    id: publicId("request", row.id),
    title: row.title,
    description: row.description,
    productType: row.productType,
    category: category.parse(row.category),
    asset: row.assetId,
    budgetMin: row.budgetMin.toString(),
    budgetMax: row.budgetMax.toString(),
    urgency: row.urgency,
    delivery: party ? wish : withoutAddress(wish),
    status: shownStatus(row.status, sight.deal?.status ?? null),
    offersCount: row.liveOffers,
    buyer,
    mine: sight.mine,
    activeDealId: sight.deal ? publicId("deal", sight.deal.id) : null,
    expiresAt: row.expiresAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    version: row.version,
  };
}

/** The active deal of a matched request, for its two parties. */
export async function sightOf(ctx: Ctx, row: RequestRow): Promise<Sight> {
  const userId = userIdOf(ctx.actor);
  if (userId === null) return STRANGER;
  const mine = row.buyerId === userId;
  if (row.activeDealId === null) return { mine, deal: null };
  const deal = (await statusesOf(ctx, "purchase", [row.activeDealId], userId)).get(row.activeDealId) ?? null;
  return { mine, deal };
}

/** Whether the caller ever made an offer on it. */
export async function hasBid(ctx: Ctx, row: RequestRow): Promise<boolean> {
  const sellerId = userIdOf(ctx.actor);
  return sellerId !== null && (await reader(ctx).offer.count({ where: { requestId: row.id, sellerId } })) > 0;
}

/** A request's view. Does no access check: the caller has done it. */
export async function viewRequest(ctx: Ctx, row: RequestRow, sight?: Sight): Promise<RequestView> {
  const person = await people(ctx, [row.buyerId]);
  return requestView(row, person(row.buyerId), sight ?? (await sightOf(ctx, row)));
}
