/** The two records of one deal's money: what the ledger says crossed into it from the chain, and what its own transfers and payouts say. */
import { type Ctx, Prisma, reader, rowsOf, type TxCtx } from "@amanat/db";
import { crossings } from "@amanat/ledger";
import { inSnapshot } from "./compare-places.ts";

export type ComparedDeal = { readonly scope: string; readonly assetId: string; readonly books: bigint; readonly chain: bigint };

/** The next scopes after this one that have money on the chain, by name. */
export async function scopesAfter(ctx: Ctx, chain: string, cursor: string, limit: number): Promise<string[]> {
  const { tenantId } = ctx.actor;
  const from = cursor === "" ? Prisma.sql`true` : Prisma.sql`s."scope" > ${cursor}::uuid`;
  const rows = await rowsOf<{ scope: string }>(
    ctx,
    Prisma.sql`
      SELECT s."scope"::text AS "scope" FROM (
        SELECT i."scope" FROM "PaymentIntent" i WHERE i."chain" = ${chain} AND i."tenantId" = ${tenantId}::uuid
        UNION SELECT p."scope" FROM "Payout" p WHERE p."chain" = ${chain} AND p."tenantId" = ${tenantId}::uuid AND p."unmatchedId" IS NULL
      ) s WHERE ${from} ORDER BY s."scope" LIMIT ${limit}`,
  );
  return rows.map(({ scope }) => scope);
}

/**
 * Compares deals in one snapshot; answers all of them. An intent that pays for several deals counts for its first. Both sides are our own records, so
 * nothing is under way between them.
 */
export function compareDeals(ctx: Ctx, chain: string, scopes: readonly string[]): Promise<ComparedDeal[]> {
  return inSnapshot(ctx, async (tx) => {
    const intents = await reader(tx).paymentIntent.findMany({
      where: { chain, scope: { in: [...scopes] } },
      select: { bookedUnder: true, scope: true },
    });
    const dealOf = new Map([
      ...scopes.map((scope) => [scope, scope] as const),
      ...intents.map((one) => [one.bookedUnder, one.scope] as const),
    ]);
    const sides = new Map<string, { scope: string; assetId: string; books: bigint; chain: bigint }>();
    const sideOf = (scope: string, assetId: string) => {
      const known = sides.get(`${scope} ${assetId}`) ?? { scope, assetId, books: 0n, chain: 0n };
      sides.set(`${scope} ${assetId}`, known);
      return known;
    };
    for (const { scope, asset, net } of await crossings(tx, [...dealOf.keys()]))
      if (asset.startsWith(`${chain}/`)) sideOf(dealOf.get(scope) ?? scope, asset).books += net;
    for (const { scope, assetId, net } of await recorded(tx, chain, scopes)) sideOf(scope, assetId).chain += BigInt(net);
    return [...sides.values()];
  });
}

/**
 * What credited transfers brought, less what settled payouts took. A deposit whose loss the operator bears is still the deal's; one in quarantine is
 * not yet.
 */
function recorded(tx: TxCtx, chain: string, scopes: readonly string[]): Promise<{ scope: string; assetId: string; net: string }[]> {
  return rowsOf(
    tx,
    Prisma.sql`
      SELECT s."scope"::text AS "scope", s."assetId", sum(s."amount")::text AS "net" FROM (
        SELECT i."scope", t."assetId", t."amount" FROM "PaymentIntent" i JOIN "IncomingTransfer" t ON t."intentId" = i."id"
          AND t."unmatched" IS NULL AND (t."status" = 'credited' OR t."shortage")
        WHERE i."chain" = ${chain} AND i."scope" = ANY (${[...scopes]}::uuid[])
        UNION ALL
        SELECT p."scope", p."assetId", -p."amount" FROM "Payout" p
        WHERE p."chain" = ${chain} AND p."scope" = ANY (${[...scopes]}::uuid[]) AND p."status" = 'settled' AND p."unmatchedId" IS NULL
      ) s GROUP BY 1, 2`,
  );
}
