import type { ErrorRow } from "../error-row.ts";

export const payment = {
  ASSET_NOT_SUPPORTED: { http: 400, retryable: false, hint: "Choose one of the assets listed by payment.assets." },
  INTENT_EXPIRED: { http: 409, retryable: false, hint: "The time to pay ran out. Accept the offer again." },
  SELF_APPROVAL: { http: 403, retryable: false, hint: "Another person has to approve what you created or gain from." },
} as const satisfies Record<string, ErrorRow>;
