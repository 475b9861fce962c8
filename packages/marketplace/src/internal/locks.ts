import { DomainError } from "@amanat/contracts";
import type { TxCtx } from "@amanat/db";
import type { OfferRow, RequestRow } from "./rows.ts";

/**
 * Decisions are made on locked rows. Everybody locks in one order (request, offer, deal), so that two verbs never deadlock. Missing rows and
 * rows of another tenant are NOT_FOUND.
 */

/** Locks a request. Errors: NOT_FOUND. */
export async function lockRequest(tx: TxCtx, id: string): Promise<RequestRow> {
  await tx.tx.$queryRaw`SELECT 1 FROM "Request" WHERE "id" = ${id}::uuid FOR UPDATE`;
  const row = await tx.tx.request.findFirst({ where: { id, tenantId: tx.actor.tenantId, deletedAt: null } });
  if (!row) throw new DomainError("NOT_FOUND");
  return row;
}

/** Locks an offer, after its request. Errors: NOT_FOUND. */
export async function lockOffer(tx: TxCtx, id: string): Promise<{ request: RequestRow; offer: OfferRow }> {
  const found = await tx.tx.offer.findFirst({ where: { id, tenantId: tx.actor.tenantId }, select: { requestId: true } });
  if (!found) throw new DomainError("NOT_FOUND");
  const request = await lockRequest(tx, found.requestId);
  await tx.tx.$queryRaw`SELECT 1 FROM "Offer" WHERE "id" = ${id}::uuid FOR UPDATE`;
  const offer = await tx.tx.offer.findUniqueOrThrow({ where: { id } });
  return { request, offer };
}
