import { auth } from "./auth/errors.ts";
import { disputes } from "./disputes/errors.ts";
import { dossier } from "./dossier/errors.ts";
import type { ErrorRow } from "./error-row.ts";
import { files } from "./files/errors.ts";
import { ledger } from "./ledger/errors.ts";
import { marketplace } from "./marketplace/errors.ts";
import { payment } from "./payment/errors.ts";
import { prices } from "./prices/errors.ts";
import { retention } from "./retention/errors.ts";

/**
 * Every error a caller can get: its HTTP status, whether the same call may succeed later, and what to do. The first eight are the platform's;
 * each context's own are in its folder. Separate from the other words of contexts, because every page needs the errors and nothing else.
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
  ...auth,
  ...marketplace,
  ...payment,
  ...ledger,
  ...disputes,
  ...files,
  ...dossier,
  ...retention,
  ...prices,
} as const satisfies Record<string, ErrorRow>;

/** The closed set of error codes. */
export type ErrorCode = keyof typeof ERRORS;
