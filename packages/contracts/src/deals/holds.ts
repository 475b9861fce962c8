import * as z from "zod";
import { amountSchema, assetIdSchema } from "../money.ts";
import { instant, version } from "../page.ts";
import { proseSchema } from "../values/text.ts";
import { dealId } from "./ids.ts";
import { PARTY_ROLES } from "./terms.ts";
import { HOLD_REASON_MIN } from "../values/reason.ts";

/** Words that somebody else decides on: they are read by both parties and by staff. */
export const holdReason = proseSchema({ min: HOLD_REASON_MIN, max: 1_000 });

/** The buyer says that nothing came, or nothing that was agreed: the money stops until somebody has decided. */
export const reportNotReceivedInput = z.object({ dealId, version, reason: holdReason });

/** Money that does not move: whose word stopped it, why, since when, and by when something happens. */
export const holdView = z.object({
  /** Which part of the price; the first is 1. */
  tranche: z.number().int(),
  asset: assetIdSchema,
  amount: amountSchema,
  reason: z.string(),
  by: z.enum([...PARTY_ROLES, "staff"]),
  since: instant,
  /** When it ends by itself; null where only who placed it ends it. */
  until: instant.nullable(),
});
export type HoldView = z.infer<typeof holdView>;
