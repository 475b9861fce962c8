import type { ErrorRow } from "../error-row.ts";

export const auth = {
  INVALID_CREDENTIALS: { http: 401, retryable: false, hint: "Check e-mail and password." },
  EMAIL_NOT_VERIFIED: { http: 403, retryable: false, hint: "Enter the six-digit code sent to your e-mail." },
  ACCOUNT_RESTRICTED: {
    http: 403,
    retryable: false,
    hint: "A ban was ruled about this account. What runs may be ended; nothing new may begin. The notice about it tells why.",
  },
  ACCOUNT_BANNED: {
    http: 403,
    retryable: false,
    hint: "A ban was ruled about this account. The mail about it tells why; support answers.",
  },
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
} as const satisfies Record<string, ErrorRow>;
