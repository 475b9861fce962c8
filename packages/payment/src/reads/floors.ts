import { amountSchema, assetIdSchema, chainIdSchema, chainOf } from "@amanat/contracts";
import { type Ctx, reader, setting } from "@amanat/db";
import * as z from "zod";
import { floorOf, isNative, type Prices } from "../rules.ts";

const cents = z.string().regex(/^[1-9]\d{0,17}$/);

const pricesSchema = z.object({
  /** Prices of one whole native coin and one whole unit of each asset, in the same cents. */
  nativeCents: cents,
  assetCents: z.record(assetIdSchema, cents).default({}),
  /** Price of a unit of gas, in base units of the native coin. */
  gasPrice: amountSchema,
  /** Other prices on some chains, by CAIP-2 name. */
  chains: z.record(chainIdSchema, z.strictObject({ nativeCents: cents.optional(), gasPrice: amountSchema.optional() })).default({}),
  /** An operator's own minimum per asset, in base units. It replaces the computed one. */
  minimum: z.record(assetIdSchema, amountSchema).default({}),
});

/** Rough defaults: one dollar a token, 3,000 for the native coin, 0.1 gwei for gas. An operator sets the real ones. */
const DEFAULT_PRICES: z.infer<typeof pricesSchema> = {
  nativeCents: "300000",
  assetCents: {},
  gasPrice: "100000000",
  chains: {},
  minimum: {},
};
const DEFAULT_PATIENCE_DAYS = 30;

export type Floors = {
  /** The smallest refund of an asset that is drafted automatically. */
  payout(assetId: string): bigint;
  /** The smallest balance of an address that is swept automatically. */
  readonly sweeps: readonly { asset: string; floor: bigint }[];
};

/** The smallest amounts that are worth their gas, from the operator's setting `payment.floors`. */
export async function floorsOf(ctx: Ctx): Promise<Floors> {
  const found = await setting(ctx, "payment.floors", pricesSchema, DEFAULT_PRICES);
  const assets = await reader(ctx).asset.findMany({ select: { id: true, decimals: true } });
  const prices = (assetId: string): Prices => {
    const { nativeCents = found.nativeCents, gasPrice = found.gasPrice } = found.chains[chainOf(assetId)] ?? {};
    return {
      nativeCents: BigInt(nativeCents),
      assetCents: BigInt(found.assetCents[assetId] ?? (isNative(assetId) ? nativeCents : "100")),
      gasPrice: BigInt(gasPrice),
      minimum: found.minimum[assetId] === undefined ? null : BigInt(found.minimum[assetId]),
    };
  };
  const decimals = new Map(assets.map((asset) => [asset.id, asset.decimals]));
  return {
    payout: (assetId) => floorOf("payout", decimals.get(assetId) ?? 18, prices(assetId)),
    sweeps: assets.map(({ id, decimals: places }) => ({ asset: id, floor: floorOf("sweep", places, prices(id)) })),
  };
}

/** Days that unmatched or undrafted money may lie before it is overdue, from the operator's setting `payment.patienceDays`. */
export async function patienceMs(ctx: Ctx): Promise<number> {
  return (await setting(ctx, "payment.patienceDays", z.number().int().min(1).max(3_650), DEFAULT_PATIENCE_DAYS)) * 86_400_000;
}
