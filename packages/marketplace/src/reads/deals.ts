import { byDeal, type DealDetail, type DealView, DomainError, listDealsInput, type Page } from "@amanat/contracts";
import { type Ctx, reader, requireUser } from "@amanat/db";
import type * as z from "zod";
import { viewDeal, viewDeals } from "../internal/deal-view.ts";
import { idOf, parsed } from "../internal/input.ts";
import { cut, listTag, newestAfter, placeOf } from "../internal/paging.ts";
import type { DealRow } from "../internal/rows.ts";
import { isStaff, partyRole } from "../internal/who.ts";

/**
 * The deals the asking person is a party of, newest first.
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, INVALID_CURSOR.
 */
export async function listDeals(ctx: Ctx, input: z.input<typeof listDealsInput>): Promise<Page<DealView>> {
  const user = requireUser(ctx.actor);
  const { cursor, limit, status } = parsed(listDealsInput, input);
  const tag = listTag(ctx, "deals", { status });
  const { where, orderBy } = newestAfter(placeOf(ctx, tag, cursor));
  const own = { tenantId: user.tenantId, parties: { some: { userId: user.userId } }, ...(status ? { status } : {}) };
  const found = await reader(ctx).deal.findMany({ where: { ...own, ...where }, include: { parties: true }, orderBy, take: limit + 1 });
  const { rows, meta } = cut(ctx, tag, found, limit);
  return { data: await viewDeals(ctx, rows), meta };
}

/**
 * One deal with the words agreed on, to its two parties and to staff.
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers).
 */
export async function getDeal(ctx: Ctx, input: z.input<typeof byDeal>): Promise<DealDetail> {
  return viewDeal(ctx, await visibleDeal(ctx, input));
}

/** The deal, when the asking person may see it. Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND. */
export async function visibleDeal(ctx: Ctx, input: z.input<typeof byDeal>): Promise<DealRow> {
  const user = requireUser(ctx.actor);
  const { dealId } = parsed(byDeal, input);
  const deal = await reader(ctx).deal.findFirst({
    where: { id: idOf("deal", dealId), tenantId: user.tenantId },
    include: { parties: true },
  });
  if (!deal || (partyRole(deal, user) === null && !isStaff(user))) throw new DomainError("NOT_FOUND");
  return deal;
}
