import type { ErrorRow } from "../error-row.ts";

export const payment = {
  ASSET_DEPEGGED: {
    http: 409,
    retryable: false,
    hint: "Its price is too far from the dollar it stands for: nothing new is agreed on in it. Choose another asset.",
  },
  ASSET_NOT_SUPPORTED: { http: 400, retryable: false, hint: "Choose one of the assets listed by payment.assets." },
  CLAIM_LIMIT: {
    http: 429,
    retryable: true,
    hint: "Too many wait for a second transfer for this deposit. Sign the text, or try tomorrow.",
  },
  CLAIM_NOT_PROVED: { http: 403, retryable: false, hint: "The text has to be signed by the address that sent the money." },
  TEXT_NOT_SIGNED: {
    http: 403,
    retryable: false,
    hint: "The text was not signed by the device it was made for, or it was used already, or ten minutes are over. Ask for a new one.",
  },
  INTENT_EXPIRED: { http: 409, retryable: false, hint: "The time to pay ran out. Accept the offer again." },
  DEVICE_NEEDED: {
    http: 403,
    retryable: false,
    hint: "An approval has to be signed by a device that is registered and accepted. Ask for the text, sign it, and send it with the approval.",
  },
  DEVICE_LIMIT: { http: 409, retryable: false, hint: "Three devices of one admin are enough. Revoke one first." },
  NO_RECEIVER: {
    http: 409,
    retryable: false,
    hint: "The operator has named no wallet for earned fees on this chain, or it was changed and does not count yet.",
  },
  SELF_APPROVAL: { http: 403, retryable: false, hint: "Another person has to approve what you created or gain from." },
} as const satisfies Record<string, ErrorRow>;
