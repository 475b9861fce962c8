import type { Words } from "../words.ts";
import { purchase } from "./purchase.ts";

export const marketplace = {
  ids: { request: "req", offer: "off" },
  scopes: ["requests:read", "requests:write", "offers:read", "offers:write"],
  incidents: {
    /** A buyer contests a delivery. Closes when the buyer confirms, or the deal ends in a refund. */
    "deal.contested": { retry: false },
  },
  kinds: { purchase },
} as const satisfies Words;
