import * as z from "zod";
import { amountSchema, assetIdSchema } from "../money.ts";
import { instant, pageInput, pageOf, version } from "../page.ts";
import { MOST_WHOLE } from "../values/whole.ts";
import { holdReason, holdView } from "./holds.ts";
import { dealId, rulingId } from "./ids.ts";
import { personSchema } from "./schemas.ts";
import { RULING_STATUSES } from "./terms.ts";

/** How a tranche on hold is divided: before the fee to its payee, and back to its payers. Together all of it. */
const share = { tranche: z.number().int().min(1).max(MOST_WHOLE), release: amountSchema, refund: amountSchema };
export const proposeRulingInput = z.object({ dealId, version, shares: z.array(z.object(share)).min(1).max(50), reason: holdReason });
/** `version` is the ruling's. Its shares never change, so an admin approves exactly what they saw. */
export const answerRulingInput = z.object({ dealId, rulingId, version, answer: z.enum(["approve", "decline"]) });

export const rulingView = z.object({
  id: rulingId,
  shares: z.array(z.object({ ...share, tranche: z.number().int(), asset: assetIdSchema })),
  reason: z.string(),
  status: z.enum(RULING_STATUSES),
  proposedBy: z.string(),
  proposedAt: instant,
  /** Why the caller may not approve it. */
  block: z.enum(["none", "not_admin", "own", "own_deal", "not_open"]),
  version,
});
export type RulingView = z.infer<typeof rulingView>;
/** `version` is the ruling's, `dealVersion` the deal's. */
export const rulingMoved = z.object({ dealId, dealVersion: version, ruling: rulingView });

/** A deal with money on hold, as staff see it. */
export const heldDeal = z.object({
  dealId,
  title: z.string(),
  version,
  buyer: personSchema,
  seller: personSchema,
  holds: z.array(holdView),
  /** When the decision is due; then the hold ends automatically. */
  dueAt: instant,
  /** The open ruling of an admin. */
  ruling: rulingView.nullable(),
});
export type HeldDeal = z.infer<typeof heldDeal>;
export const listHeldInput = z.object(pageInput);
export const heldPage = pageOf(heldDeal);
