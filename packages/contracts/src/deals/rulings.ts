import * as z from "zod";
import { amountSchema, assetIdSchema } from "../money.ts";
import { instant, pageInput, pageOf, version } from "../page.ts";
import { MOST_WHOLE } from "../values/whole.ts";
import { holdReason, holdView } from "./holds.ts";
import { dealId, rulingId } from "./ids.ts";
import { personSchema } from "./schemas.ts";
import { RULING_STATUSES } from "./terms.ts";

/** What becomes of what is frozen of one part: before the fee to its payee, and back to who paid. Together all of it. */
const share = { tranche: z.number().int().min(1).max(MOST_WHOLE), release: amountSchema, refund: amountSchema };
export const proposeRulingInput = z.object({ dealId, version, shares: z.array(z.object(share)).min(1).max(50), reason: holdReason });
/** `version` is the ruling's. Its shares never change, so that what is approved is what was seen. */
export const answerRulingInput = z.object({ dealId, rulingId, version, answer: z.enum(["approve", "decline"]) });

export const rulingView = z.object({
  id: rulingId,
  shares: z.array(z.object({ ...share, tranche: z.number().int(), asset: assetIdSchema })),
  reason: z.string(),
  status: z.enum(RULING_STATUSES),
  proposedBy: z.string(),
  proposedAt: instant,
  /** What keeps the asking person from approving it. */
  block: z.enum(["none", "not_admin", "own", "own_deal", "not_open"]),
  version,
});
export type RulingView = z.infer<typeof rulingView>;
/** `version` is the ruling's, `dealVersion` the deal's. */
export const rulingMoved = z.object({ dealId, dealVersion: version, ruling: rulingView });

/** A deal whose money waits for somebody's decision, as staff see it. */
export const heldDeal = z.object({
  dealId,
  title: z.string(),
  version,
  buyer: personSchema,
  seller: personSchema,
  holds: z.array(holdView),
  /** By when it is decided, or the hold ends by itself. */
  dueAt: instant,
  /** What an admin proposed and no other has answered. */
  ruling: rulingView.nullable(),
});
export type HeldDeal = z.infer<typeof heldDeal>;
export const listHeldInput = z.object(pageInput);
export const heldPage = pageOf(heldDeal);
