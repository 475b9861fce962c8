import type { Words } from "../words.ts";

export const deals = {
  ids: { deal: "deal", proposal: "prop", ruling: "rul" },
  scopes: ["deals:read", "deals:write"],
  stepUps: ["deal.release", "deal.refund", "deal.rule"],
  incidents: {
    /** A buyer put the money on hold: an admin proposes a ruling and another approves it before the hold ends. Closes when the hold is lifted, ruled on or yielded to. */
    "deal.on_hold": { retry: false },
  },
} as const satisfies Words;
