import {
  byDeal,
  type DealDetail,
  type DealKind,
  type DealStatus,
  type DealView,
  DomainError,
  listDealsInput,
  type Page,
  parsed,
} from "@amanat/contracts";
import { type Ctx, cut, listTag, newestAfter, placeOf, Prisma, reader, readRows, requireUser } from "@amanat/db";
import type * as z from "zod";
import { viewDeal, viewDeals } from "../internal/deal-view.ts";
import { idOf } from "../internal/input.ts";
import { priceOf } from "../internal/money.ts";
import { dealIn, type DealRow, PARTED, PARTED_ORDER, PARTED_ROWS, WITH_PARTS } from "../internal/rows.ts";
import { isStaff, partyRole } from "../internal/who.ts";
import type { Kinds } from "../kind.ts";

/**
 * The caller's deals, newest first.
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, INVALID_CURSOR.
 */
export async function listDeals(ctx: Ctx, input: z.input<typeof listDealsInput>, kinds: Kinds): Promise<Page<DealView>> {
  const user = requireUser(ctx.actor);
  const { cursor, limit, status } = parsed(listDealsInput, input);
  const tag = listTag(ctx, "deals", { status });
  const { where, orderBy } = newestAfter(placeOf(ctx, tag, cursor));
  const own = { tenantId: user.tenantId, parties: { some: { userId: user.userId } }, ...(status ? { status } : {}) };
  const found = await reader(ctx).deal.findMany({ where: { ...own, ...where }, include: WITH_PARTS, orderBy, take: limit + 1 });
  const { rows, meta } = cut(ctx, tag, found, limit);
  return { data: await viewDeals(ctx, rows, kinds), meta };
}

/**
 * One deal with its agreed texts, for its parties and for staff.
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers).
 */
export async function getDeal(ctx: Ctx, input: z.input<typeof byDeal>, kinds: Kinds): Promise<DealDetail> {
  return viewDeal(ctx, await visibleDeal(ctx, input), kinds);
}

/** A deal the caller may see. Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND. */
export async function visibleDeal(ctx: Ctx, input: z.input<typeof byDeal>): Promise<DealRow> {
  const user = requireUser(ctx.actor);
  const { dealId } = parsed(byDeal, input);
  const own = Prisma.sql`WHERE d."id" = ${idOf("deal", dealId)}::uuid AND d."tenantId" = ${user.tenantId}::uuid`;
  const deal = dealIn(await readRows(ctx, PARTED, Prisma.sql`${PARTED_ROWS} ${own} ${PARTED_ORDER}`));
  if (!deal || (partyRole(deal, user) === null && !isStaff(user))) throw new DomainError("NOT_FOUND");
  return deal;
}

/** A person's deals of any kind that are not over, the oldest first. */
export function runningDeals(ctx: Ctx, userId: string, limit: number): Promise<DealRow[]> {
  return reader(ctx).deal.findMany({
    where: { tenantId: ctx.actor.tenantId, closedAt: null, parties: { some: { userId } } },
    include: WITH_PARTS,
    orderBy: { createdAt: "asc" },
    take: limit,
  });
}

/** All deals a person is or was a party of. */
export async function dealIdsOf(ctx: Ctx, userId: string): Promise<string[]> {
  const rows = await reader(ctx).dealParty.findMany({ where: { userId }, select: { dealId: true } });
  return rows.map(({ dealId }) => dealId);
}

/** The statuses of a person's deals of one kind, by id. */
export async function statusesOf<Kind extends DealKind>(
  ctx: Ctx,
  kind: Kind,
  dealIds: readonly string[],
  userId: string,
): Promise<Map<string, { id: string; status: DealStatus<Kind> }>> {
  if (dealIds.length === 0) return new Map();
  const rows = await reader(ctx).deal.findMany({
    where: { kind, id: { in: [...dealIds] }, parties: { some: { userId } } },
    select: { id: true, status: true },
  });
  // The database ensures that a deal has a state of its kind.
  return new Map(rows.map(({ id, status }) => [id, { id, status: status as DealStatus<Kind> }]));
}

/** The prices of deals, by id. Does no access check: the caller has done it. */
export async function pricesOf(ctx: Ctx, dealIds: readonly string[]): Promise<Map<string, ReturnType<typeof priceOf>>> {
  if (dealIds.length === 0) return new Map();
  const rows = await reader(ctx).tranche.findMany({ where: { dealId: { in: [...dealIds] } }, orderBy: { ordinal: "asc" } });
  return new Map(dealIds.map((id) => [id, priceOf({ tranches: rows.filter(({ dealId }) => dealId === id) })]));
}

/** The version of a deal. Does no access check: the caller has done it. Errors: NOT_FOUND. */
export async function versionOf(ctx: Ctx, dealId: string): Promise<number> {
  const row = await reader(ctx).deal.findFirst({ where: { id: dealId, tenantId: ctx.actor.tenantId }, select: { version: true } });
  if (!row) throw new DomainError("NOT_FOUND");
  return row.version;
}
