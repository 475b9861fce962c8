import { type ContestReason, DomainError, type Handover, type OfferStatus } from "@amanat/contracts";
import { noteChange, type Prisma, type TxCtx } from "@amanat/db";
import { DEAL, type DealTrigger, type Mover, OFFER, type OfferTrigger, REQUEST, type RequestTrigger, step } from "../state.ts";
import type { DealRow, OfferRow, RequestRow } from "./rows.ts";
import { keepFindable } from "./search-doc.ts";

/**
 * The only writers of requests, offers and deals (lint keeps it so), and so the only places that write a status. What they
 * write is noted, as it was and as it is, for the audit entry of its transaction. Each move goes through the transition table and then compares and
 * sets on status and version, so that even a caller who forgot to lock cannot lose somebody's change.
 * Errors: FORBIDDEN (this mover never may), INVALID_STATE (not from here), VERSION_CONFLICT (lost a race).
 */

function assertOne(count: number): void {
  if (count !== 1) throw new DomainError("VERSION_CONFLICT");
}

/** The row as it is now, and a note of it for the audit entry of this transaction. */
function noted<Row extends { id: string }>(tx: TxCtx, kind: "request" | "offer" | "deal", before: Row | null, after: Row): Row {
  noteChange(tx, { kind, id: after.id, before, after });
  return after;
}

export async function insertRequest(tx: TxCtx, data: Prisma.RequestUncheckedCreateInput): Promise<RequestRow> {
  const created = noted(tx, "request", null, await tx.tx.request.create({ data }));
  await keepFindable(tx, null, created);
  return created;
}

export async function insertOffer(tx: TxCtx, data: Prisma.OfferUncheckedCreateInput): Promise<OfferRow> {
  return noted(tx, "offer", null, await tx.tx.offer.create({ data }));
}

/** A deal with its two people and its only tranche, which is the whole price. */
export async function insertDeal(
  tx: TxCtx,
  data: Prisma.DealUncheckedCreateInput & { price: string },
  people: { buyerId: string; sellerId: string },
): Promise<DealRow> {
  const deal = await tx.tx.deal.create({
    data: {
      ...data,
      parties: {
        create: [
          { userId: people.buyerId, role: "buyer" },
          { userId: people.sellerId, role: "seller" },
        ],
      },
      tranches: { create: [{ ordinal: 1, amount: data.price }] },
    },
    include: { parties: true },
  });
  noteTranche(tx, deal.id, null, { status: "pending", amount: data.price });
  return noted(tx, "deal", null, deal);
}

function noteTranche(tx: TxCtx, dealId: string, before: object | null, after: object): void {
  noteChange(tx, { kind: "tranche", id: `${dealId}:1`, before, after });
}

type RequestChange = { liveOffers?: number; activeDealId?: string | null };

export async function moveRequest(
  tx: TxCtx,
  row: RequestRow,
  on: RequestTrigger,
  by: Mover,
  change: RequestChange = {},
): Promise<RequestRow> {
  const status = step(REQUEST, row.status, on, by);
  const { count } = await tx.tx.request.updateMany({
    where: { id: row.id, status: row.status, version: row.version },
    data: { ...change, status, version: { increment: 1 } },
  });
  assertOne(count);
  const moved = noted(tx, "request", row, { ...row, ...change, status, version: row.version + 1 });
  await keepFindable(tx, row, moved);
  return moved;
}

/** Changes what a request carries without moving it. Same comparison, same errors. */
export async function amendRequest(tx: TxCtx, row: RequestRow, change: RequestChange): Promise<RequestRow> {
  const { count } = await tx.tx.request.updateMany({
    where: { id: row.id, status: row.status, version: row.version },
    data: { ...change, version: { increment: 1 } },
  });
  assertOne(count);
  return noted(tx, "request", row, { ...row, ...change, version: row.version + 1 });
}

export async function moveOffer(
  tx: TxCtx,
  row: OfferRow,
  on: OfferTrigger,
  by: Mover,
  change: { dealId?: string | null } = {},
): Promise<OfferRow> {
  const status = step(OFFER, row.status, on, by);
  const { count } = await tx.tx.offer.updateMany({
    where: { id: row.id, status: row.status, version: row.version },
    data: { ...change, status, version: { increment: 1 } },
  });
  assertOne(count);
  return noted(tx, "offer", row, { ...row, ...change, status, version: row.version + 1 });
}

/** Moves every offer of a locked request that is in `from`, and answers which they were. */
export async function moveOffersOf(tx: TxCtx, request: RequestRow, from: OfferStatus, on: OfferTrigger, by: Mover): Promise<OfferRow[]> {
  const status = step(OFFER, from, on, by);
  const rows = await tx.tx.offer.findMany({ where: { requestId: request.id, status: from }, orderBy: { id: "asc" } });
  if (rows.length === 0) return [];
  const { count } = await tx.tx.offer.updateMany({
    where: { requestId: request.id, status: from },
    data: { status, version: { increment: 1 } },
  });
  if (count !== rows.length) throw new DomainError("VERSION_CONFLICT");
  return rows.map((row) => noted(tx, "offer", row, { ...row, status, version: row.version + 1 }));
}

export type Contest = { reason: ContestReason; note: string; at: string };
type DealChange = {
  fundedAt?: Date;
  deliveredAt?: Date;
  closedAt?: Date;
  handover?: Handover;
  deliverBy?: Date;
  lateFrom?: Date;
  contests?: number;
  contest?: Contest;
};

export async function moveDeal(tx: TxCtx, row: DealRow, on: DealTrigger, by: Mover, change: DealChange = {}): Promise<DealRow> {
  const status = step(DEAL, row.status, on, by);
  const { count } = await tx.tx.deal.updateMany({
    where: { id: row.id, status: row.status, version: row.version },
    data: { ...change, status, version: { increment: 1 } },
  });
  assertOne(count);
  return noted(tx, "deal", row, { ...row, ...change, status, version: row.version + 1 });
}

/** Changes what a deal carries without moving it. Errors: VERSION_CONFLICT. */
export async function amendDeal(tx: TxCtx, row: DealRow, change: DealChange): Promise<DealRow> {
  const { count } = await tx.tx.deal.updateMany({
    where: { id: row.id, status: row.status, version: row.version },
    data: { ...change, version: { increment: 1 } },
  });
  assertOne(count);
  return noted(tx, "deal", row, { ...row, ...change, version: row.version + 1 });
}

/** Moves the deal's only tranche along with its money. Errors: VERSION_CONFLICT. */
export async function moveTranche(
  tx: TxCtx,
  dealId: string,
  from: "pending" | "held",
  to: "held" | "released" | "refunded",
): Promise<void> {
  const { count } = await tx.tx.tranche.updateMany({ where: { dealId, ordinal: 1, status: from }, data: { status: to } });
  assertOne(count);
  noteTranche(tx, dealId, { status: from }, { status: to });
}
