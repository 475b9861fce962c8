import type { ErrorRow } from "../error-row.ts";

export const dossier = {
  DOSSIER_LIMIT: {
    http: 409,
    retryable: false,
    hint: "You have asked for as many records as one person may in a day. Ask again tomorrow.",
  },
} as const satisfies Record<string, ErrorRow>;
