import type { Words } from "../words.ts";

export const ledger = {
  ids: { journal: "jrn" },
  scopes: ["ledger:read"],
  errors: {
    INSUFFICIENT_FUNDS: { http: 409, retryable: false, hint: "The account does not hold that much." },
    LEDGER_KEY_CONFLICT: { http: 409, retryable: false, hint: "This journal was posted before with other legs." },
  },
  incidents: {
    /** The places where a deal's money lies do not add up. Closed by a person. */
    "books.unbalanced": { retry: false },
  },
} as const satisfies Words;
