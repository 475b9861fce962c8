import type { Words } from "../words.ts";

export const deals = {
  ids: { deal: "deal", proposal: "prop", ruling: "rul" },
  scopes: ["deals:read", "deals:write"],
  stepUps: ["deal.release", "deal.refund", "deal.rule"],
  incidents: {
    /** A buyer says that what was marked as delivered is not. */
    "deal.contested": { mend: "the buyer confirms, or the deal ends in a refund", retry: false },
    /** A buyer stopped the money: an admin proposes a ruling and another approves it, before the hold ends by itself. */
    "deal.on_hold": { mend: "the hold is lifted, ruled on or given in to", retry: false },
  },
} as const satisfies Words;
