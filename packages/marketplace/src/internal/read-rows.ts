import { Prisma } from "@amanat/db";
import type { RequestRow } from "./rows.ts";

/** What a statement reads of a request `r`; amounts as text, since the driver has no number for them. */
export const REQUEST_COLUMNS =
  Prisma.raw(`r."id", r."tenantId", r."buyerId", r."title", r."description", r."productType"::text AS "productType",
  r."category", r."assetId", r."budgetMin"::text AS "budgetMin", r."budgetMax"::text AS "budgetMax", r."urgency"::text AS "urgency",
  r."delivery", r."status", r."activeDealId", r."liveOffers", r."expiresAt", r."createdAt", r."version", r."deletedAt"`);

/** A request as those columns give it. */
export type ReadRequest = Omit<RequestRow, "budgetMin" | "budgetMax"> & { budgetMin: string; budgetMax: string };

export function requestOf(row: ReadRequest): RequestRow {
  return { ...row, budgetMin: BigInt(row.budgetMin), budgetMax: BigInt(row.budgetMax) };
}
