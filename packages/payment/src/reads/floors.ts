import { chainOf, gasOf, isNative, nativeCoin } from "@amanat/contracts";
import { type Ctx, reader, setting } from "@amanat/db";
import { floorOf, type Prices } from "../rules.ts";
import { SETTINGS } from "../settings.ts";

export type Floors = {
  /** The smallest refund of an asset that is drafted automatically. */
  payout(assetId: string): bigint;
  /** An amount of its chain's native coin as an amount of the asset, rounded up; nothing where the operator says that gas is free. */
  costIn(assetId: string, native: bigint): bigint;
  /** The smallest balance of an address that is swept automatically. */
  readonly sweeps: readonly { asset: string; floor: bigint }[];
};

/** The smallest amounts that are worth their gas. */
export async function floorsOf(ctx: Ctx): Promise<Floors> {
  const found = await setting(ctx, SETTINGS.floors);
  const assets = await reader(ctx).asset.findMany({ select: { id: true, decimals: true } });
  const prices = (assetId: string): Prices => {
    const chain = chainOf(assetId);
    const { nativeCents = found.nativeCents, gasPrice = found.gasPrice } = found.chains[chain] ?? {};
    return {
      nativeCents: BigInt(nativeCents),
      nativeDecimals: nativeCoin(chain).decimals,
      assetCents: BigInt(found.assetCents[assetId] ?? (isNative(assetId) ? nativeCents : "100")),
      gasPrice: BigInt(gasPrice),
      minimum: found.minimum[assetId] === undefined ? null : BigInt(found.minimum[assetId]),
    };
  };
  const decimals = new Map(assets.map((asset) => [asset.id, asset.decimals]));
  return {
    payout: (assetId) => floorOf(gasOf(chainOf(assetId)).payout, decimals.get(assetId) ?? 18, prices(assetId)),
    costIn(assetId, native) {
      const said = prices(assetId);
      return said.gasPrice === 0n ? 0n : floorOf(native, decimals.get(assetId) ?? 18, { ...said, gasPrice: 1n, minimum: null });
    },
    sweeps: assets.map(({ id, decimals: places }) => ({ asset: id, floor: floorOf(gasOf(chainOf(id)).sweep, places, prices(id)) })),
  };
}

/** Days that unmatched or undrafted money may lie before it is overdue. */
export async function patienceMs(ctx: Ctx): Promise<number> {
  return (await setting(ctx, SETTINGS.patienceDays)) * 86_400_000;
}
