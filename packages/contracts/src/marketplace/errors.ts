import type { ErrorRow } from "../error-row.ts";

export const marketplace = {
  OFFER_EXPIRED: { http: 409, retryable: false, hint: "The offer is no longer valid. Ask the seller for a new one." },
  OFFER_EXISTS: { http: 409, retryable: false, hint: "You already have a live offer here. Withdraw it first." },
  OWN_REQUEST: { http: 409, retryable: false, hint: "You cannot bid on your own request." },
} as const satisfies Record<string, ErrorRow>;
