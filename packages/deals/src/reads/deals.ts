import { byDeal, type DealDetail, type DealStatus, type DealView, DomainError, listDealsInput, type Page, parsed } from "@amanat/contracts";
import { type Ctx, cut, listTag, newestAfter, placeOf, reader, requireUser } from "@amanat/db";
import type * as z from "zod";
import { viewDeal, viewDeals } from "../internal/deal-view.ts";
import { idOf } from "../internal/input.ts";
import { priceOf } from "../internal/money.ts";
import { type DealRow, WHOLE } from "../internal/rows.ts";
import { isStaff, partyRole } from "../internal/who.ts";
import type { Kinds } from "../kind.ts";

/**
 * The deals the asking person is a party of, newest first.
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, INVALID_CURSOR.
 */
export async function listDeals(ctx: Ctx, input: z.input<typeof listDealsInput>, kinds: Kinds): Promise<Page<DealView>> {
  const user = requireUser(ctx.actor);
  const { cursor, limit, status } = parsed(listDealsInput, input);
  const tag = listTag(ctx, "deals", { status });
  const { where, orderBy } = newestAfter(placeOf(ctx, tag, cursor));
  const own = { tenantId: user.tenantId, parties: { some: { userId: user.userId } }, ...(status ? { status } : {}) };
  const found = await reader(ctx).deal.findMany({ where: { ...own, ...where }, include: WHOLE, orderBy, take: limit + 1 });
  const { rows, meta } = cut(ctx, tag, found, limit);
  return { data: await viewDeals(ctx, rows, kinds), meta };
}

/**
 * One deal with the words agreed on, to its two parties and to staff.
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers).
 */
export async function getDeal(ctx: Ctx, input: z.input<typeof byDeal>, kinds: Kinds): Promise<DealDetail> {
  return viewDeal(ctx, await visibleDeal(ctx, input), kinds);
}

/** The deal, when the asking person may see it. Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND. */
export async function visibleDeal(ctx: Ctx, input: z.input<typeof byDeal>): Promise<DealRow> {
  const user = requireUser(ctx.actor);
  const { dealId } = parsed(byDeal, input);
  const deal = await reader(ctx).deal.findFirst({
    where: { id: idOf("deal", dealId), tenantId: user.tenantId },
    include: WHOLE,
  });
  if (!deal || (partyRole(deal, user) === null && !isStaff(user))) throw new DomainError("NOT_FOUND");
  return deal;
}

/** Deals a person is a party of in one of these statuses, the oldest first. */
export function dealsWith(ctx: Ctx, userId: string, statuses: readonly DealStatus[], limit: number): Promise<DealRow[]> {
  return reader(ctx).deal.findMany({
    where: { tenantId: ctx.actor.tenantId, status: { in: [...statuses] }, parties: { some: { userId } } },
    include: WHOLE,
    orderBy: { createdAt: "asc" },
    take: limit,
  });
}

/** What deals read and no more, to a person who is a party of them, by id. */
export async function statusesOf(
  ctx: Ctx,
  dealIds: readonly string[],
  userId: string,
): Promise<Map<string, Pick<DealRow, "id" | "status">>> {
  if (dealIds.length === 0) return new Map();
  const rows = await reader(ctx).deal.findMany({
    where: { id: { in: [...dealIds] }, parties: { some: { userId } } },
    select: { id: true, status: true },
  });
  return new Map(rows.map((row) => [row.id, row]));
}

/** What was agreed to be paid in deals, by id. No access check: the caller has made its own. */
export async function pricesOf(ctx: Ctx, dealIds: readonly string[]): Promise<Map<string, ReturnType<typeof priceOf>>> {
  if (dealIds.length === 0) return new Map();
  const rows = await reader(ctx).tranche.findMany({ where: { dealId: { in: [...dealIds] } }, orderBy: { ordinal: "asc" } });
  return new Map(dealIds.map((id) => [id, priceOf({ tranches: rows.filter(({ dealId }) => dealId === id) })]));
}
