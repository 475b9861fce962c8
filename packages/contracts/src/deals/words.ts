import type { Words } from "../words.ts";

export const deals = {
  ids: { deal: "deal", proposal: "prop" },
  scopes: ["deals:read", "deals:write"],
  stepUps: ["deal.release", "deal.refund"],
  incidents: {
    /** A buyer says that what was marked as delivered is not. */
    "deal.contested": { mend: "the buyer confirms, or the deal ends in a refund", retry: false },
  },
} as const satisfies Words;
