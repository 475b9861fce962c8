import { type Ctx, Prisma, requireSystem, rowsOf } from "@amanat/db";
import { chainRef } from "../rules.ts";

type Row = {
  readonly direction: "in" | "out";
  readonly chain: string;
  readonly assetId: string | null;
  readonly amount: string;
  readonly status: string;
  readonly tx: string | null;
  readonly logIndex: number | null;
  readonly block: number | null;
  readonly blockHash: string | null;
  readonly from: string | null;
  readonly to: string;
  readonly at: Date;
};

/**
 * What moved on chains for a scope: each transfer that was seen for it, with transaction, log and block, and each payout, where anybody can look it
 * up. `ref`: as the ledger names it. Only for our own processes.
 */
export async function chainRecord(
  ctx: Ctx,
  scope: string,
): Promise<(Omit<Row, "at"> & { readonly ref: string | null; readonly at: string })[]> {
  requireSystem(ctx.actor);
  const rows = await rowsOf<Row>(
    ctx,
    Prisma.sql`
      SELECT 'in' AS "direction", t."chain", t."assetId", t."amount"::text, t."status", t."txHash" AS "tx", t."logIndex", t."blockNumber" AS "block",
        t."blockHash", t."sender" AS "from", t."recipient" AS "to", t."createdAt" AS "at"
      FROM "IncomingTransfer" t WHERE t."intentId" IN (SELECT p."intentId" FROM "IntentPart" p WHERE p."scope" = ${scope}::uuid)
      UNION ALL
      SELECT 'out', p."chain", p."assetId", p."amount"::text, p."status", p."txHash", NULL, NULL, NULL, NULL, p."destination", p."createdAt"
      FROM "Payout" p WHERE p."scope" = ${scope}::uuid AND p."tenantId" = ${ctx.actor.tenantId}::uuid
      ORDER BY "at", "tx"`,
  );
  return rows.map((row) => ({
    ...row,
    at: row.at.toISOString(),
    ref:
      row.direction === "in" && row.status === "credited" && row.tx !== null && row.logIndex !== null
        ? chainRef(row.chain, row.tx, row.logIndex)
        : null,
  }));
}

/** The names under which the money of an agreement alone is booked: its own, and those of intents that pay for nothing else. Only for our own processes. */
export async function bookedScopes(ctx: Ctx, scope: string): Promise<string[]> {
  requireSystem(ctx.actor);
  const rows = await rowsOf<{ under: string }>(
    ctx,
    Prisma.sql`SELECT i."bookedUnder"::text AS "under" FROM "PaymentIntent" i
      WHERE i."id" IN (SELECT p."intentId" FROM "IntentPart" p WHERE p."scope" = ${scope}::uuid) AND i."tenantId" = ${ctx.actor.tenantId}::uuid
        AND NOT EXISTS (SELECT FROM "IntentPart" o WHERE o."intentId" = i."id" AND o."scope" <> ${scope}::uuid) ORDER BY i."createdAt", i."id"`,
  );
  return [...new Set([scope, ...rows.map(({ under }) => under)])];
}
