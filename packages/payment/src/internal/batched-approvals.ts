import { publicId, uuidOf } from "@amanat/contracts";
import { type Ctx, lockRows, newId, Prisma, reader, type RowOf, type TxCtx } from "@amanat/db";
import type { Seen } from "./approve.ts";

export type BatchedRow = RowOf<"BatchedApproval">;

/** Writes down what one proof covers. */
export async function insertBatch(
  tx: TxCtx,
  { adminId, asset, until }: { adminId: string; asset: string; until: Date },
  payouts: readonly (Seen & { readonly balance: string })[],
): Promise<string> {
  const batchId = newId();
  await tx.tx.batchedApproval.createMany({
    data: payouts.map(({ payoutId, version, amount, destination, balance }, position) => ({
      batchId,
      position,
      tenantId: tx.actor.tenantId,
      adminId,
      payoutId: uuidOf("payout", payoutId) ?? newId(),
      version,
      assetId: asset,
      amount,
      destination,
      balance,
      until,
    })),
  });
  return batchId;
}

export function batchOf(ctx: Ctx, batchId: string): Promise<BatchedRow[]> {
  return reader(ctx).batchedApproval.findMany({ where: { batchId, tenantId: ctx.actor.tenantId }, orderBy: { position: "asc" } });
}

/** Locks one of a batch; null when something has come of it already. */
export async function lockOwed(tx: TxCtx, { batchId, position }: BatchedRow): Promise<BatchedRow | null> {
  const [row] = await lockRows(
    tx,
    { b: "BatchedApproval" },
    Prisma.sql`"BatchedApproval" b WHERE b."batchId" = ${batchId}::uuid AND b."position" = ${position} AND b."became" IS NULL AND b."code" IS NULL FOR UPDATE`,
  );
  return row?.b ?? null;
}

/** The payout as the admin saw it. */
export function seenIn({ payoutId, version, amount, destination, balance, assetId }: BatchedRow): Seen {
  return {
    payoutId: publicId("payout", payoutId),
    version,
    amount: amount.toString(),
    destination,
    balance: balance.toString(),
    asset: assetId,
  };
}

type Came = Pick<BatchedRow, "became" | "reached"> | Pick<BatchedRow, "code" | "fields">;

export async function noteWhatCame(tx: TxCtx, { batchId, position }: BatchedRow, came: Came): Promise<void> {
  await tx.tx.batchedApproval.updateMany({ where: { batchId, position, became: null, code: null }, data: came });
}
