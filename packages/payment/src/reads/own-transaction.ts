import { type Ctx, Prisma, rowsOf } from "@amanat/db";

/** Whether a transaction of a chain paid into, or out of, an agreement of ours. Does no access check: the caller has done it. */
export async function isOwnTransaction(
  ctx: Ctx,
  { scope, chain, txHash }: { scope: string; chain: string; txHash: string },
): Promise<boolean> {
  const [row] = await rowsOf<{ own: boolean }>(
    ctx,
    Prisma.sql`SELECT EXISTS (
        SELECT 1 FROM "IncomingTransfer" t JOIN "IntentPart" i ON i."intentId" = t."intentId"
        WHERE i."scope" = ${scope}::uuid AND t."chain" = ${chain} AND t."txHash" = ${txHash})
      OR EXISTS (SELECT 1 FROM "Payout" p WHERE p."scope" = ${scope}::uuid AND p."chain" = ${chain} AND p."txHash" = ${txHash}) AS own`,
  );
  return row?.own === true;
}
