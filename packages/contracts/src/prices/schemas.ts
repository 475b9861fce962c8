import * as z from "zod";
import { idSchema } from "../ids.ts";
import { amountSchema, assetIdSchema } from "../money.ts";
import { instant } from "../page.ts";
import { CURRENCIES } from "./worth.ts";

export const quoteId = idSchema("quote");
export const currencySchema = z.enum(CURRENCIES);

/** Who says prices: feeds on chains for tokens in dollars, and a service for currencies against the dollar. */
export const PRICE_PROVIDERS = ["chainlink", "offchain_fx"] as const;
export type PriceProvider = (typeof PRICE_PROVIDERS)[number];

/** Why a source has no price that can be used. */
export const PRICE_FAULTS = [
  /** It did not answer, or what it answered can not be read. */
  "away",
  "not_positive",
  "never_updated",
  "too_old",
  "in_future",
  "sequencer_down",
  "sequencer_just_up",
  /** Less than half or more than double of what it said within a day: rather a mistake (rials for tomans) than a market. */
  "jumped",
  /** It answers, and says nothing of this currency. */
  "missing",
] as const;
export type PriceFault = (typeof PRICE_FAULTS)[number];

export const quoteView = z.object({
  id: quoteId,
  asset: assetIdSchema,
  currency: currencySchema,
  /** One whole unit of the asset costs rate / 10^scale of the currency. */
  rate: amountSchema,
  scale: z.number().int().min(0).max(72),
  madeAt: instant,
  /** It is what we say until then. */
  expiresAt: instant,
});
export type QuoteView = z.infer<typeof quoteView>;
export const quoteList = z.object({ quotes: z.array(quoteView) });

export const byPair = z.object({ asset: assetIdSchema, currency: currencySchema });
export const byQuote = z.object({ quoteId });

export const priceSourceView = z.object({
  /** `chainlink:<chain>:<coin>` or `fx:<currency>`. */
  source: z.string(),
  /** What it last said that could be used; null before it has. */
  rate: amountSchema.nullable(),
  scale: z.number().int().nullable(),
  /** The source's own time of that. */
  saidAt: instant.nullable(),
  /** After so many seconds without news it counts no more. */
  maxAgeSeconds: z.number().int(),
  readAt: instant,
  /** Why the last reading could not be used; null when it could. */
  fault: z.enum(PRICE_FAULTS).nullable(),
  faultAt: instant.nullable(),
  /** Further from its dollar than allowed. Null where it is no token. */
  depegged: z.boolean().nullable(),
});
export type PriceSourceView = z.infer<typeof priceSourceView>;

/** How the worker asks for prices, and what it has. */
export const priceStatus = z.object({
  quoting: z.boolean(),
  /** When the worker last said so; null before it has. */
  toldAt: instant.nullable(),
  depegCapBps: z.number().int(),
  sources: z.array(priceSourceView),
  /** Quotes that count now. */
  live: z.number().int(),
});
export type PriceStatus = z.infer<typeof priceStatus>;
