import type { Prisma, Tx, TxCtx } from "@amanat/db";

/** An intent is always read with the parts it pays for. */
export const WITH_PARTS = { parts: { orderBy: [{ scope: "asc" }, { tranche: "asc" }] } } as const satisfies Prisma.PaymentIntentInclude;

export type PartRow = Prisma.Result<Tx["intentPart"], object, "findUniqueOrThrow">;
export type IntentRow = Prisma.Result<Tx["paymentIntent"], object, "findUniqueOrThrow"> & { parts: PartRow[] };
export type WayRow = Prisma.Result<Tx["providerIntent"], object, "findUniqueOrThrow">;
export type TransferRow = Prisma.Result<Tx["incomingTransfer"], object, "findUniqueOrThrow">;
export type PayoutRow = Prisma.Result<Tx["payout"], object, "findUniqueOrThrow">;
export type DestinationRow = Prisma.Result<Tx["destination"], object, "findUniqueOrThrow">;
export type SweepRow = Prisma.Result<Tx["sweep"], object, "findUniqueOrThrow">;
export type AttemptRow = Prisma.Result<Tx["txAttempt"], object, "findUniqueOrThrow">;
export type UnmatchedRow = Prisma.Result<Tx["unmatchedDeposit"], object, "findUniqueOrThrow">;
export type AssetRow = Prisma.Result<Tx["asset"], object, "findUniqueOrThrow">;
export type EscrowRow = Prisma.Result<Tx["escrow"], object, "findUniqueOrThrow">;
export type ContributionRow = Prisma.Result<Tx["contribution"], object, "findUniqueOrThrow">;
export type MovementRow = Prisma.Result<Tx["movement"], object, "findUniqueOrThrow">;
export type HoldPartRow = Prisma.Result<Tx["holdPart"], object, "findUniqueOrThrow">;
export type HoldRow = Prisma.Result<Tx["hold"], object, "findUniqueOrThrow"> & { parts: HoldPartRow[] };

/*
 * Everybody locks in one order: intents, then the agreement, then its payouts; several of one kind by id.
 */

/** Locks an intent; null when there is none. */
export async function lockIntent(tx: TxCtx, id: string): Promise<IntentRow | null> {
  await tx.tx.$queryRaw`SELECT 1 FROM "PaymentIntent" WHERE "id" = ${id}::uuid FOR UPDATE`;
  return tx.tx.paymentIntent.findUnique({ where: { id }, include: WITH_PARTS });
}

/** Locks the intent whose price a transfer pays; null for unmatched money. */
export async function lockIntentPaidBy(tx: TxCtx, transfer: TransferRow): Promise<IntentRow | null> {
  return transfer.unmatched !== null || transfer.intentId === null ? null : lockIntent(tx, transfer.intentId);
}

/** Locks an unmatched deposit; null when there is none in this tenant. */
export async function lockUnmatched(tx: TxCtx, id: string): Promise<UnmatchedRow | null> {
  await tx.tx.$queryRaw`SELECT 1 FROM "UnmatchedDeposit" WHERE "id" = ${id}::uuid FOR UPDATE`;
  return tx.tx.unmatchedDeposit.findFirst({ where: { id, tenantId: tx.actor.tenantId } });
}

export type Agreement = { escrow: EscrowRow; intents: IntentRow[] };

/** Locks an agreement's money: its row, and every intent that pays for a part of it, oldest first. Null when there is none. */
export async function lockAgreement(tx: TxCtx, scope: string): Promise<Agreement | null> {
  await tx.tx.$queryRaw`
    SELECT 1 FROM "PaymentIntent" WHERE "id" IN (SELECT "intentId" FROM "IntentPart" WHERE "scope" = ${scope}::uuid) ORDER BY "id" FOR UPDATE`;
  const escrow = await lockEscrow(tx, scope);
  if (!escrow) return null;
  const intents = await tx.tx.paymentIntent.findMany({
    where: { parts: { some: { scope } } },
    include: WITH_PARTS,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return { escrow, intents };
}

/** Locks only the agreement's row, when its intents are locked already or not needed; null when there is none in this tenant. */
export async function lockEscrow(tx: TxCtx, scope: string): Promise<EscrowRow | null> {
  await tx.tx.$queryRaw`SELECT 1 FROM "Escrow" WHERE "scope" = ${scope}::uuid FOR UPDATE`;
  return tx.tx.escrow.findFirst({ where: { scope, tenantId: tx.actor.tenantId } });
}

/** Locks a payout; null when there is none in this tenant. */
export async function lockPayout(tx: TxCtx, id: string): Promise<PayoutRow | null> {
  await tx.tx.$queryRaw`SELECT 1 FROM "Payout" WHERE "id" = ${id}::uuid FOR UPDATE`;
  return tx.tx.payout.findFirst({ where: { id, tenantId: tx.actor.tenantId } });
}
