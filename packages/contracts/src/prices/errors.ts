import type { ErrorRow } from "../error-row.ts";

export const prices = {
  NO_PRICE: { http: 503, retryable: true, hint: "No honest rate is known at the moment. The amount in the token is what counts." },
  QUOTE_EXPIRED: { http: 409, retryable: false, hint: "Ask for a new quote." },
} as const satisfies Record<string, ErrorRow>;
