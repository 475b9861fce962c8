import type { Words } from "../words.ts";

export const deals = {
  ids: { deal: "deal", proposal: "prop" },
  scopes: ["deals:read", "deals:write"],
  stepUps: ["deal.release", "deal.refund"],
} as const satisfies Words;
