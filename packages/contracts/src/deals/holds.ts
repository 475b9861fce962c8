import * as z from "zod";
import { amountSchema, assetIdSchema } from "../money.ts";
import { instant, version } from "../page.ts";
import { proseSchema } from "../values/text.ts";
import { dealId } from "./ids.ts";
import { PARTY_ROLES } from "./terms.ts";
import { HOLD_REASON_MIN } from "../values/reason.ts";

/** A text for whoever decides: both parties and staff read it. */
export const holdReason = proseSchema({ min: HOLD_REASON_MIN, max: 1_000 });

/** The buyer reports that nothing, or not the agreed thing, arrived: the money is put on hold until somebody decides. */
export const reportNotReceivedInput = z.object({ dealId, version, reason: holdReason });

/** A hold: its amount, who placed it, why, since when, and when it ends. */
export const holdView = z.object({
  /** Ordinal of the tranche; the first is 1. */
  tranche: z.number().int(),
  asset: assetIdSchema,
  amount: amountSchema,
  reason: z.string(),
  by: z.enum([...PARTY_ROLES, "staff"]),
  since: instant,
  /** When it ends automatically; null when only the one who placed it ends it. */
  until: instant.nullable(),
});
export type HoldView = z.infer<typeof holdView>;
