import { type Ctx, reader, setting } from "@amanat/db";
import { SETTINGS } from "../settings.ts";

/** In whole units of an asset, where the setting does not name it. */
const USUALLY = { relatedLimit: 100n, typedAbove: 0n, twoAbove: 10_000n } as const;

/** A limit of approvals in base units of an asset. */
export async function limitOf(ctx: Ctx, name: keyof typeof USUALLY, assetId: string): Promise<bigint> {
  const limits = await setting(ctx, SETTINGS[name]);
  const set = limits[assetId];
  if (set !== undefined) return BigInt(set);
  const asset = await reader(ctx).asset.findUnique({ where: { id: assetId }, select: { decimals: true } });
  // An unknown asset: no amount is below its limit.
  return asset ? USUALLY[name] * 10n ** BigInt(asset.decimals) : 0n;
}
