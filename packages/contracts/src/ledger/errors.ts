import type { ErrorRow } from "../error-row.ts";

export const ledger = {
  INSUFFICIENT_FUNDS: { http: 409, retryable: false, hint: "The account does not hold that much." },
  LEDGER_KEY_CONFLICT: { http: 409, retryable: false, hint: "This journal was posted before with other legs." },
} as const satisfies Record<string, ErrorRow>;
