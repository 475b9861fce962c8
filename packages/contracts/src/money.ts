import * as z from "zod";
import { AMOUNT_PATTERN, MAX_AMOUNT } from "./units.ts";
import { kind } from "./values/kinds.ts";
import { FORMS } from "./values/namespaces.ts";

export * from "./units.ts";

/** CAIP-2 chain id, of a kind of chain that there is a rail for. */
export const chainIdSchema = kind("chain", z.string().regex(FORMS.chain));

/** CAIP-19 asset id: a token, by its address as it is stored, or a chain's native coin (SLIP-44). */
export const assetIdSchema = kind("asset", z.string().regex(FORMS.asset));

/** An amount on the wire, in base units. */
export const amountSchema = kind(
  "amount",
  z
    .string()
    .regex(AMOUNT_PATTERN)
    .refine((text) => !AMOUNT_PATTERN.test(text) || BigInt(text) <= MAX_AMOUNT, { params: { code: "amount" } }),
);

/** An amount to move: at least one base unit. */
export const positiveAmountSchema = amountSchema.refine((text) => text !== "0", { params: { code: "amount" } });

export const moneySchema = z.object({ amount: amountSchema, asset: assetIdSchema });

/** An amount in base units of an asset. */
export type Money = z.infer<typeof moneySchema>;

export const assetSchema = z.object({
  id: assetIdSchema,
  chain: chainIdSchema,
  chainName: z.string(),
  symbol: z.string(),
  name: z.string(),
  /** Read from the chain, never assumed. */
  decimals: z.number().int().min(0).max(36),
  /** The token's address as wallets show it; null for a native coin. */
  token: z.string().nullable(),
  /** Said while its price is further from its dollar than allowed: nothing new is agreed on in it. */
  depegged: z.literal(true).optional(),
});
export type Asset = z.infer<typeof assetSchema>;

/** Basis points: 10,000 are the whole. */
export const bpsSchema = z.number().int().min(0).max(10_000);
