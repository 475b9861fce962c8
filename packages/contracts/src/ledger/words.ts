import type { Words } from "../words.ts";

export const ledger = {
  ids: { journal: "jrn" },
  scopes: ["ledger:read"],
  incidents: {
    /** The places of a deal's money do not add up. Closed by a person. */
    "books.unbalanced": { retry: false },
  },
} as const satisfies Words;
