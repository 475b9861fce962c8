import { DomainError } from "@amanat/contracts";
import { lockRows, Prisma, type TxCtx } from "@amanat/db";
import type { Bargain, OfferRow, RequestRow } from "./rows.ts";
import { withRounds } from "./terms.ts";

/**
 * Decisions are made on locked rows. Everybody locks in one order (request, offer, deal), so that two verbs never deadlock. Missing rows and
 * rows of another tenant are NOT_FOUND.
 */

/** Locks a request. Errors: NOT_FOUND. */
export async function lockRequest(tx: TxCtx, id: string): Promise<RequestRow> {
  const [row] = await lockRows(tx, { r: "Request" }, Prisma.sql`"Request" r WHERE r."id" = ${id}::uuid AND ${here(tx)} FOR UPDATE`);
  if (!row) throw new DomainError("NOT_FOUND");
  return row.r;
}

/** Locks an offer, after its request. Errors: NOT_FOUND. */
export async function lockOffer(tx: TxCtx, id: string): Promise<{ request: RequestRow; offer: OfferRow }> {
  const [row] = await lockRows(
    tx,
    { r: "Request", o: "Offer" },
    Prisma.sql`"Offer" o JOIN "Request" r ON r."id" = o."requestId" WHERE o."id" = ${id}::uuid AND ${here(tx)} FOR UPDATE OF r, o`,
  );
  if (!row) throw new DomainError("NOT_FOUND");
  return { request: row.r, offer: row.o };
}

/** Locks what a purchase is about: its request, its offer, its terms. Errors: NOT_FOUND. */
export async function lockBargain(tx: TxCtx, dealId: string): Promise<Bargain> {
  const [row] = await lockRows(
    tx,
    { r: "Request", o: "Offer", p: "Purchase" },
    Prisma.sql`"Purchase" p JOIN "Offer" o ON o."id" = p."offerId" JOIN "Request" r ON r."id" = o."requestId"
      WHERE p."dealId" = ${dealId}::uuid AND ${here(tx)} FOR UPDATE OF r, o, p`,
  );
  if (!row) throw new DomainError("NOT_FOUND");
  return { request: row.r, offer: row.o, terms: await withRounds(tx, row.p) };
}

const here = (tx: TxCtx) => Prisma.sql`r."tenantId" = ${tx.actor.tenantId}::uuid AND r."deletedAt" IS NULL`;
