import { type Ctx, reader } from "@amanat/db";

/** Adds the escrow wallet and up to 200 deposit addresses that are not in `OwnAddress` yet. Returns how many it added. */
export function noteOwnAddresses(ctx: Ctx, chain: string, wallet: string): Promise<number> {
  // oxlint-disable-next-line amanat/no-unaudited-write -- which addresses are compared: all that are ours
  return reader(ctx).$executeRaw`
    INSERT INTO "OwnAddress" ("chain", "address")
    SELECT ${chain}, "address" FROM (
      SELECT ${wallet} AS "address"
      UNION ALL (
        SELECT i."depositAddress" FROM "PaymentIntent" i
        WHERE i."chain" = ${chain} AND i."depositAddress" IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM "OwnAddress" o WHERE o."chain" = i."chain" AND o."address" = i."depositAddress")
        LIMIT 200)
    ) AS ours ON CONFLICT DO NOTHING`;
}
