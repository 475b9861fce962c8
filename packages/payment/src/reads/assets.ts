import type { assetList } from "@amanat/contracts";
import { type Ctx, Prisma, rowsOf } from "@amanat/db";
import type * as z from "zod";
import { assetView } from "../internal/views.ts";
import { feeBps } from "./fee.ts";

/** Every token that can be priced in, those too that are depegged at the moment, and the platform's fee. Public. */
export async function assets(ctx: Ctx): Promise<z.infer<typeof assetList>> {
  const rows = await rowsOf<Parameters<typeof assetView>[0]>(
    ctx,
    Prisma.sql`SELECT "id", "chain", "chainName", "symbol", "name", "decimals", "token", "depeggedAt" FROM "Asset"
      WHERE "allowed" AND "token" IS NOT NULL ORDER BY "chain", "symbol", "id"`,
  );
  return { assets: rows.map(assetView), feeBps: await feeBps(ctx) };
}
