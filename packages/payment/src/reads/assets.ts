import type { assetList } from "@amanat/contracts";
import { type Ctx, reader } from "@amanat/db";
import type * as z from "zod";
import { assetView } from "../internal/views.ts";
import { feeBps } from "./fee.ts";

/** Every token that can be priced in, and the platform's fee. Public. */
export async function assets(ctx: Ctx): Promise<z.infer<typeof assetList>> {
  const rows = await reader(ctx).asset.findMany({
    where: { allowed: true, token: { not: null } },
    orderBy: [{ chain: "asc" }, { symbol: "asc" }, { id: "asc" }],
  });
  return { assets: rows.map(assetView), feeBps: await feeBps(ctx) };
}
