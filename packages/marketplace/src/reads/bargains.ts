import { type Ctx, now, Prisma, rowsOf } from "@amanat/db";
import { isOpen, LIVE_OFFER } from "../rules.ts";
import type { RequestRow } from "../internal/rows.ts";

type Facts = { readonly ownerId: string; readonly title: string; readonly open: boolean };

/** What others need to know of requests, by id. Does no access check: whoever asks decides by it. */
export async function requestFacts(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, Facts>> {
  if (ids.length === 0) return new Map();
  const [rows, at] = await Promise.all([
    rowsOf<Pick<RequestRow, "id" | "title" | "buyerId" | "status" | "expiresAt">>(
      ctx,
      Prisma.sql`SELECT "id"::text, "title", "buyerId"::text, "status", "expiresAt" FROM "Request"
        WHERE "id" = ANY (${[...ids]}::uuid[]) AND "tenantId" = ${ctx.actor.tenantId}::uuid AND "deletedAt" IS NULL`,
    ),
    now(ctx),
  ]);
  return new Map(rows.map((row) => [row.id, { ownerId: row.buyerId, title: row.title, open: isOpen(row, at) }]));
}

type OfferFacts = { readonly requestId: string; readonly sellerId: string; readonly ownerId: string; readonly title: string };

/** Whose an offer is and to whom it was made; null where there is none. Does no access check. */
export async function offerFacts(ctx: Ctx, offerId: string): Promise<OfferFacts | null> {
  const [row] = await rowsOf<OfferFacts>(
    ctx,
    Prisma.sql`SELECT o."requestId"::text, o."sellerId"::text, r."buyerId"::text AS "ownerId", r."title" FROM "Offer" o
      JOIN "Request" r ON r."id" = o."requestId" WHERE o."id" = ${offerId}::uuid AND o."tenantId" = ${ctx.actor.tenantId}::uuid`,
  );
  return row ?? null;
}

/** Which of these sellers have a live offer on the request beside them, as `request seller`. */
export async function liveBids(ctx: Ctx, pairs: readonly { requestId: string; sellerId: string }[]): Promise<ReadonlySet<string>> {
  if (pairs.length === 0) return new Set();
  const rows = await rowsOf<{ requestId: string; sellerId: string }>(
    ctx,
    Prisma.sql`SELECT o."requestId"::text, o."sellerId"::text FROM "Offer" o
      JOIN unnest(${pairs.map(({ requestId }) => requestId)}::uuid[], ${pairs.map(({ sellerId }) => sellerId)}::uuid[]) AS w("requestId", "sellerId")
        ON w."requestId" = o."requestId" AND w."sellerId" = o."sellerId" WHERE o."status" = ANY (${[...LIVE_OFFER]}::text[])`,
  );
  return new Set(rows.map(({ requestId, sellerId }) => `${requestId} ${sellerId}`));
}

/** The request and the seller that purchases came from, by deal. */
export async function purchaseOrigins(
  ctx: Ctx,
  dealIds: readonly string[],
): Promise<ReadonlyMap<string, { id: string; sellerId: string }>> {
  if (dealIds.length === 0) return new Map();
  const rows = await rowsOf<{ dealId: string; id: string; sellerId: string }>(
    ctx,
    Prisma.sql`SELECT p."dealId"::text, p."requestId"::text AS "id", o."sellerId"::text FROM "Purchase" p
      JOIN "Offer" o ON o."id" = p."offerId" WHERE p."dealId" = ANY (${[...dealIds]}::uuid[])`,
  );
  return new Map(rows.map(({ dealId, id, sellerId }) => [dealId, { id, sellerId }]));
}
