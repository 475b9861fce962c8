import type { ErrorRow } from "../error-row.ts";

export const files = {
  FILE_REFUSED: { http: 415, retryable: false, hint: "`issues` says why. Choose another file, or save it as another type." },
  FILE_QUOTA: { http: 409, retryable: false, hint: "Remove files you do not need, then send again." },
  UPLOAD_TOO_SLOW: { http: 408, retryable: true, hint: "The file came too slowly. Begin again on a better connection." },
  LINK_INVALID: { http: 403, retryable: false, hint: "The link is over, altered or somebody else's. Ask for another." },
} as const satisfies Record<string, ErrorRow>;
