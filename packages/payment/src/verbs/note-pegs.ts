import { type Ctx, inTransaction, now, Prisma, requireSystem, rowsOf } from "@amanat/db";

/** Tokens that prices can be agreed on in, whatever is known of their price. Who: the worker. Errors: FORBIDDEN. */
export function tokensInUse(ctx: Ctx): Promise<{ id: string; chain: string; symbol: string; depegged: boolean }[]> {
  requireSystem(ctx.actor);
  return rowsOf(
    ctx,
    Prisma.sql`SELECT "id", "chain", "symbol", "depeggedAt" IS NOT NULL AS "depegged" FROM "Asset"
      WHERE "allowed" AND "token" IS NOT NULL ORDER BY "id"`,
  );
}

/**
 * Notes which tokens have lost their dollar and which have it again. While it is noted, `createIntent` refuses the token with ASSET_DEPEGGED; intents
 * that exist are paid, credited and refunded as ever.
 *
 * - Who: the worker, by what feeds say (packages/prices). From: any state. Two at once, replay: noted once; a time that stands is kept.
 * - Dies: nothing is noted, and the next reading notes it.
 *
 * Errors: FORBIDDEN.
 */
export async function notePegs(ctx: Ctx, { lost, kept }: { lost: readonly string[]; kept: readonly string[] }): Promise<void> {
  requireSystem(ctx.actor);
  if (lost.length + kept.length === 0) return;
  await inTransaction(ctx, async (tx) => {
    // In one order, so that two workers do not wait for each other.
    await tx.tx.$queryRaw`SELECT 1 FROM "Asset" WHERE "id" = ANY(${[...lost, ...kept]}::text[]) ORDER BY "id" FOR UPDATE`;
    // Not audited: a feed says it and nobody decides it. The incident is its record.
    await tx.tx.asset.updateMany({ where: { id: { in: [...lost] }, depeggedAt: null }, data: { depeggedAt: await now(tx) } });
    await tx.tx.asset.updateMany({ where: { id: { in: [...kept] }, depeggedAt: { not: null } }, data: { depeggedAt: null } });
  });
}
