import type { Prisma, Tx, TxCtx } from "@amanat/db";

export type IntentRow = Prisma.Result<Tx["paymentIntent"], object, "findUniqueOrThrow">;
export type TransferRow = Prisma.Result<Tx["incomingTransfer"], object, "findUniqueOrThrow">;
export type PayoutRow = Prisma.Result<Tx["payout"], object, "findUniqueOrThrow">;
export type DestinationRow = Prisma.Result<Tx["destination"], object, "findUniqueOrThrow">;
export type SweepRow = Prisma.Result<Tx["sweep"], object, "findUniqueOrThrow">;
export type AttemptRow = Prisma.Result<Tx["txAttempt"], object, "findUniqueOrThrow">;
export type UnmatchedRow = Prisma.Result<Tx["unmatchedDeposit"], object, "findUniqueOrThrow">;
export type AssetRow = Prisma.Result<Tx["asset"], object, "findUniqueOrThrow">;

/** The intent, locked until the transaction ends; null when there is none. */
export async function lockIntent(tx: TxCtx, id: string): Promise<IntentRow | null> {
  await tx.tx.$queryRaw`SELECT 1 FROM "PaymentIntent" WHERE "id" = ${id}::uuid FOR UPDATE`;
  return tx.tx.paymentIntent.findUnique({ where: { id } });
}

/** The intent whose price a transfer counts towards, locked; null for money that fits no price. */
export async function lockIntentPaidBy(tx: TxCtx, transfer: TransferRow): Promise<IntentRow | null> {
  return transfer.unmatched !== null || transfer.intentId === null ? null : lockIntent(tx, transfer.intentId);
}

/** The unmatched deposit, locked; null when there is none in this tenant. */
export async function lockUnmatched(tx: TxCtx, id: string): Promise<UnmatchedRow | null> {
  await tx.tx.$queryRaw`SELECT 1 FROM "UnmatchedDeposit" WHERE "id" = ${id}::uuid FOR UPDATE`;
  return tx.tx.unmatchedDeposit.findFirst({ where: { id, tenantId: tx.actor.tenantId } });
}

/** The newest intent of a scope, locked; null when there is none. */
export async function lockIntentOf(tx: TxCtx, scope: string): Promise<IntentRow | null> {
  const newest = await tx.tx.paymentIntent.findFirst({
    where: { scope, tenantId: tx.actor.tenantId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { id: true },
  });
  return newest ? lockIntent(tx, newest.id) : null;
}

/** The instruction, locked; null when there is none in this tenant. */
export async function lockPayout(tx: TxCtx, id: string): Promise<PayoutRow | null> {
  await tx.tx.$queryRaw`SELECT 1 FROM "Payout" WHERE "id" = ${id}::uuid FOR UPDATE`;
  return tx.tx.payout.findFirst({ where: { id, tenantId: tx.actor.tenantId } });
}
