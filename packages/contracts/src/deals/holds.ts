import * as z from "zod";
import { amountSchema, assetIdSchema } from "../money.ts";
import { instant } from "../page.ts";

/** `dispute`: a case covers it. `chain`: its block was replaced. */
export const HOLDERS = ["dispute", "staff", "chain"] as const;

/** A hold: its amount, who placed it, why, since when, and when it ends. */
export const holdView = z.object({
  /** Ordinal of the tranche; the first is 1. */
  tranche: z.number().int(),
  asset: assetIdSchema,
  amount: amountSchema,
  reason: z.string(),
  by: z.enum(HOLDERS),
  since: instant,
  /** When it ends automatically; null when only the one who placed it ends it. */
  until: instant.nullable(),
});
export type HoldView = z.infer<typeof holdView>;
