import { amountSchema, assetIdSchema } from "@amanat/contracts";
import { type Ctx, reader, setting } from "@amanat/db";
import * as z from "zod";
import { floorOf, isNative, type Prices } from "../rules.ts";

const cents = z.string().regex(/^[1-9]\d{0,17}$/);

const pricesSchema = z.object({
  /** What one whole native coin and one whole coin of an asset are worth, in the same cents. */
  nativeCents: cents,
  assetCents: z.record(assetIdSchema, cents).default({}),
  /** What a unit of gas costs, in wei. */
  gasPrice: amountSchema,
  /** Below these base units nothing is sent by itself, whatever the gas costs. Wins over the reckoning. */
  minimum: z.record(assetIdSchema, amountSchema).default({}),
});

/** A dollar a coin, three thousand for the native one, a tenth of a gwei for gas: an operator knows their chain better. */
const DEFAULT_PRICES: z.infer<typeof pricesSchema> = { nativeCents: "300000", assetCents: {}, gasPrice: "100000000", minimum: {} };
const DEFAULT_PATIENCE_DAYS = 30;

export type Floors = {
  /** What a payout of an asset must at least be to be drafted by itself. */
  payout(assetId: string): bigint;
  /** What must at least lie on an address to be swept by itself. */
  readonly sweeps: readonly { asset: string; floor: bigint }[];
};

/** From which amount on money is worth moving: operator's setting `payment.floors`. */
export async function floorsOf(ctx: Ctx): Promise<Floors> {
  const found = await setting(ctx, "payment.floors", pricesSchema, DEFAULT_PRICES);
  const assets = await reader(ctx).asset.findMany({ select: { id: true, decimals: true } });
  const prices = (assetId: string): Prices => ({
    nativeCents: BigInt(found.nativeCents),
    assetCents: BigInt(found.assetCents[assetId] ?? (isNative(assetId) ? found.nativeCents : "100")),
    gasPrice: BigInt(found.gasPrice),
    minimum: found.minimum[assetId] === undefined ? null : BigInt(found.minimum[assetId]),
  });
  const decimals = new Map(assets.map((asset) => [asset.id, asset.decimals]));
  return {
    payout: (assetId) => floorOf("payout", decimals.get(assetId) ?? 18, prices(assetId)),
    sweeps: assets.map(({ id, decimals: places }) => ({ asset: id, floor: floorOf("sweep", places, prices(id)) })),
  };
}

/** Days money may lie unmatched or waiting before it is overdue: operator's setting `payment.patienceDays`. */
export async function patienceMs(ctx: Ctx): Promise<number> {
  return (await setting(ctx, "payment.patienceDays", z.number().int().min(1).max(3_650), DEFAULT_PATIENCE_DAYS)) * 86_400_000;
}
