// Apart from the schemas, so that a page that only names errors does not load zod.
type ErrorRow = { http: number; retryable: boolean; hint: string };

/**
 * Every error a caller can meet, with its HTTP status, whether the same call may succeed later,
 * and what to do. The first eight are the platform-wide ones; the rest are Amanat's own.
 */
export const ERRORS = {
  VALIDATION_ERROR: { http: 400, retryable: false, hint: "Correct the fields named in `issues` and send again." },
  AUTHENTICATION_REQUIRED: { http: 401, retryable: false, hint: "Sign in, then send again." },
  INVALID_TOKEN: { http: 401, retryable: false, hint: "The session has ended. Sign in again." },
  FORBIDDEN: { http: 403, retryable: false, hint: "Your role does not allow this." },
  NOT_FOUND: { http: 404, retryable: false, hint: "Check the id; it may also belong to somebody else." },
  RATE_LIMITED: { http: 429, retryable: true, hint: "Wait as long as Retry-After says." },
  UPSTREAM_ERROR: { http: 502, retryable: true, hint: "An outside service failed. Try again shortly." },
  INTERNAL_SERVER_ERROR: { http: 500, retryable: true, hint: "Our fault. Try again; quote the correlation id to support." },
  METHOD_NOT_ALLOWED: { http: 405, retryable: false, hint: "Queries are GET, mutations are POST." },
  UNSUPPORTED_MEDIA_TYPE: { http: 415, retryable: false, hint: "Send application/json." },
  PAYLOAD_TOO_LARGE: { http: 413, retryable: false, hint: "Send a smaller body." },
  BATCH_TOO_LARGE: { http: 400, retryable: false, hint: "Send at most ten calls at once, and money calls alone." },
  ORIGIN_NOT_ALLOWED: { http: 403, retryable: false, hint: "Call from this site's own pages, or with a bearer token." },
  IDEMPOTENCY_CONFLICT: { http: 409, retryable: false, hint: "This Idempotency-Key was used with another body. Use a new key." },
  INVALID_CURSOR: { http: 400, retryable: false, hint: "Start again from the first page." },
  INVALID_STATE: { http: 409, retryable: false, hint: "It has moved on. Reload it and look at its status." },
  VERSION_CONFLICT: { http: 409, retryable: false, hint: "Somebody changed it meanwhile. Reload it and decide again." },
  BUSY: { http: 503, retryable: true, hint: "Many people are acting on this at once. Try again in a moment." },
  SERVICE_UNAVAILABLE: { http: 503, retryable: true, hint: "A part of the system is down. Try again shortly." },
  NOT_SUPPORTED: { http: 501, retryable: false, hint: "This provider or chain cannot do that." },
  INVALID_CREDENTIALS: { http: 401, retryable: false, hint: "Check e-mail and password." },
  EMAIL_NOT_VERIFIED: { http: 403, retryable: false, hint: "Enter the six-digit code sent to your e-mail." },
  CODE_INVALID: { http: 400, retryable: false, hint: "Check the code, or ask for a new one." },
  PROOF_INVALID: { http: 401, retryable: false, hint: "What was signed is not right, too old or already used. Start again." },
  LAUNCH_REPLAYED: {
    http: 401,
    retryable: false,
    hint: "This launch was used. Refresh the session it began, or open the app again from Telegram.",
  },
  IDENTITY_TAKEN: { http: 409, retryable: false, hint: "It is linked to another account. Unlink it there first." },
  LAST_WAY_IN: { http: 409, retryable: false, hint: "Add another way to sign in first." },
  LINK_FIRST: { http: 409, retryable: false, hint: "An account with this address exists. Sign in to it, then link." },
  STEP_UP_REQUIRED: { http: 403, retryable: false, hint: "Prove that you are there (auth.beginStepUp), then send again with X-Step-Up." },
  STEP_UP_FAILED: { http: 403, retryable: false, hint: "The proof does not fit, or its time is over. Begin again." },
  CAPTCHA_REQUIRED: { http: 403, retryable: false, hint: "Solve the captcha and send its token in `captcha`." },
  CHALLENGE_INVALID: { http: 400, retryable: false, hint: "The challenge is unknown, used or expired. Begin again." },
  SCOPE_MISSING: { http: 403, retryable: false, hint: "The API key does not allow this. Make one with the scope named in `issues`." },
  OFFER_EXPIRED: { http: 409, retryable: false, hint: "The offer is no longer valid. Ask the seller for a new one." },
  OFFER_EXISTS: { http: 409, retryable: false, hint: "You already have a live offer here. Withdraw it first." },
  OWN_REQUEST: { http: 409, retryable: false, hint: "You cannot bid on your own request." },
  ASSET_NOT_SUPPORTED: { http: 400, retryable: false, hint: "Choose one of the assets listed by payment.assets." },
  INTENT_EXPIRED: { http: 409, retryable: false, hint: "The time to pay ran out. Accept the offer again." },
  SELF_APPROVAL: { http: 403, retryable: false, hint: "Another person has to approve what you created or gain from." },
  INSUFFICIENT_FUNDS: { http: 409, retryable: false, hint: "The account does not hold that much." },
  LEDGER_KEY_CONFLICT: { http: 409, retryable: false, hint: "This journal was posted before with other legs." },
} as const satisfies Record<string, ErrorRow>;

/** The closed set of error codes. */
export type ErrorCode = keyof typeof ERRORS;
