import { amountSchema, type CasePart } from "@amanat/contracts";
import { type Ctx, setting } from "@amanat/db";
import type { TrancheRow } from "@amanat/deals";
import { decimalsByAsset } from "@amanat/payment";
import * as z from "zod";
import { SETTINGS } from "../settings.ts";

const stored = z.array(z.object({ tranche: z.number().int(), asset: z.string(), amount: amountSchema, feeBps: z.number().int() }));

/** The parts of the price a case is about, as they were when it was opened. */
export const partsIn = (json: unknown): CasePart[] => stored.parse(json);

export const partsOf = (tranches: readonly TrancheRow[]): CasePart[] =>
  tranches.map(({ ordinal: tranche, assetId: asset, amount, feeBps }) => ({ tranche, asset, amount: amount.toString(), feeBps }));

/** Whether no asset of it comes to more than a small claim: amounts of two assets are never added. */
export async function isSmall(ctx: Ctx, parts: readonly CasePart[]): Promise<boolean> {
  const units = BigInt(await setting(ctx, SETTINGS.smallUnits));
  const decimals = await decimalsByAsset(ctx);
  const sums = new Map<string, bigint>();
  for (const { asset, amount } of parts) sums.set(asset, (sums.get(asset) ?? 0n) + BigInt(amount));
  return [...sums].every(([asset, sum]) => {
    const known = decimals.get(asset);
    return known !== undefined && sum <= units * 10n ** BigInt(known);
  });
}
