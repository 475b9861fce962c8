import { DomainError, type OfferStatus } from "@amanat/contracts";
import { changeLast, insertLast, json, type Mover, noteChange, now, Prisma, settle, step, type TxCtx } from "@amanat/db";
import { type MarketFacts, OFFER, type OfferTrigger, REQUEST, type RequestTrigger } from "../state.ts";
import { withoutPlace } from "./erased.ts";
import type { OfferRow, RequestRow } from "./rows.ts";
import { keepFindable } from "./search-doc.ts";

/**
 * The only writers of requests and offers, and so of their status (lint enforces it). Every write is noted for the audit entry of its
 * transaction. Each move goes through the transition table and its guards, then compares and sets on status and version, so that even a caller
 * who forgot to lock can not overwrite another's change.
 * Changes are written with the end of the transaction.
 * Errors: FORBIDDEN (this mover never may), INVALID_STATE (not from here, or the guard refuses), OFFER_EXPIRED, VERSION_CONFLICT (lost a race).
 */

/** Notes the change for the audit entry of this transaction and returns the row as it is now. */
function noted<Row extends { id: string }>(tx: TxCtx, kind: "request" | "offer", before: Row | null, after: Row): Row {
  noteChange(tx, { kind, id: after.id, before, after });
  return after;
}

type Fresh<Row, Given extends keyof Row> = Omit<Row, Given>;

/** A new request; where it is `published`, it is so from the beginning. */
export async function insertRequest(
  tx: TxCtx,
  data: Fresh<RequestRow, "status" | "liveOffers" | "activeDealId" | "version" | "deletedAt">,
  { published }: { published: boolean },
): Promise<RequestRow> {
  const first: RequestRow = { ...data, status: REQUEST.initial, liveOffers: 0, activeDealId: null, version: 0, deletedAt: null };
  const facts = { now: data.createdAt, request: first, liveOffers: 0 };
  const row = published ? { ...first, status: step(REQUEST, first.status, "publish", "system", facts), version: 1 } : first;
  const { budgetMin, budgetMax, delivery } = row;
  const columns = { ...row, budgetMin: budgetMin.toString(), budgetMax: budgetMax.toString(), delivery: json(delivery) };
  await insertLast(tx, { table: "Request", id: row.id }, columns);
  keepFindable(tx, null, noted(tx, "request", null, row));
  return row;
}

export async function insertOffer(tx: TxCtx, data: Fresh<OfferRow, "status" | "dealId" | "version">): Promise<OfferRow> {
  const row: OfferRow = { ...data, status: OFFER.initial, dealId: null, version: 0 };
  await insertLast(tx, { table: "Offer", id: row.id }, { ...row, price: row.price.toString() });
  return noted(tx, "offer", null, row);
}

type RequestChange = { liveOffers?: number; activeDealId?: string | null };

function writeRequest(tx: TxCtx, row: RequestRow, change: RequestChange & { status?: RequestRow["status"] }): Promise<void> {
  const { status, liveOffers, activeDealId } = { ...row, ...change };
  return changeLast(
    tx,
    { table: "Request", id: row.id },
    Prisma.sql`UPDATE "Request" SET "status" = ${status}, "liveOffers" = ${liveOffers}, "activeDealId" = ${activeDealId}::uuid, "version" = "version" + 1
      WHERE "id" = ${row.id}::uuid AND "status" = ${row.status} AND "version" = ${row.version}`,
  );
}

export async function moveRequest(
  tx: TxCtx,
  row: RequestRow,
  on: RequestTrigger,
  by: Mover,
  change: RequestChange = {},
  facts: Partial<MarketFacts> = {},
): Promise<RequestRow> {
  const known = { now: await now(tx), request: row, liveOffers: change.liveOffers ?? row.liveOffers, ...facts };
  const status = step(REQUEST, row.status, on, by, known);
  await writeRequest(tx, row, { ...change, status });
  const moved = noted(tx, "request", row, { ...row, ...change, status, version: row.version + 1 });
  keepFindable(tx, row, moved);
  return moved;
}

/** Changes a request without moving it, with the same comparison and errors. */
export async function amendRequest(tx: TxCtx, row: RequestRow, change: RequestChange): Promise<RequestRow> {
  await writeRequest(tx, row, change);
  return noted(tx, "request", row, { ...row, ...change, version: row.version + 1 });
}

export async function moveOffer(
  tx: TxCtx,
  row: OfferRow,
  on: OfferTrigger,
  by: Mover,
  change: { dealId?: string | null } = {},
): Promise<OfferRow> {
  const status = step(OFFER, row.status, on, by, { now: await now(tx), offer: row });
  const { dealId = row.dealId } = change;
  await changeLast(
    tx,
    { table: "Offer", id: row.id },
    Prisma.sql`UPDATE "Offer" SET "status" = ${status}, "dealId" = ${dealId}::uuid, "version" = "version" + 1
      WHERE "id" = ${row.id}::uuid AND "status" = ${row.status} AND "version" = ${row.version}`,
  );
  return noted(tx, "offer", row, { ...row, ...change, status, version: row.version + 1 });
}

/** Moves every offer of a locked request that is in `from`, and returns them. */
export async function moveOffersOf(
  tx: TxCtx,
  request: RequestRow,
  from: OfferStatus,
  on: OfferTrigger,
  by: Mover,
  facts: Partial<MarketFacts> = {},
): Promise<OfferRow[]> {
  await settle(tx, ["Offer"]);
  const rows = await tx.tx.offer.findMany({ where: { requestId: request.id, status: from }, orderBy: { id: "asc" } });
  if (rows.length === 0) return [];
  const at = await now(tx);
  const moved = rows.map((row) => ({ row, status: step(OFFER, from, on, by, { now: at, request, offer: row, ...facts }) }));
  const status = moved[0]?.status ?? from;
  const { count } = await tx.tx.offer.updateMany({
    where: { status: from, OR: rows.map(({ id, version }) => ({ id, version })) },
    data: { status, version: { increment: 1 } },
  });
  if (count !== rows.length) throw new DomainError("VERSION_CONFLICT");
  return moved.map(({ row }) => noted(tx, "offer", row, { ...row, status, version: row.version + 1 }));
}

/**
 * Takes away what a person wrote on the market, once they go. What became a deal keeps its title, as the deal does: those are its terms. The
 * trail is not told of it: it would hold again what was taken away.
 */
export async function eraseTexts(tx: TxCtx, userId: string): Promise<number> {
  const placeless = withoutPlace(Prisma.sql`r."delivery"`);
  const requests = await tx.tx.$executeRaw`
    UPDATE "Request" r SET "title" = CASE WHEN EXISTS (SELECT 1 FROM "Purchase" p WHERE p."requestId" = r."id") THEN r."title" ELSE '' END,
      "description" = '', "delivery" = ${placeless}, "deletedAt" = coalesce("deletedAt", statement_timestamp()), "version" = "version" + 1
    WHERE r."buyerId" = ${userId}::uuid AND (r."description" <> '' OR r."delivery" <> ${placeless})`;
  const offers = await tx.tx.$executeRaw`UPDATE "Offer" SET "notes" = '' WHERE "sellerId" = ${userId}::uuid AND "notes" <> ''`;
  return requests + offers;
}
