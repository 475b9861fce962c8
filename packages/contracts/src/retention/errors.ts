import type { ErrorRow } from "../error-row.ts";

export const retention = {
  ACCOUNT_IN_USE: {
    http: 409,
    retryable: false,
    hint: "Something of yours still runs, or the law keeps it. `issues` names what: end it, then delete your account.",
  },
} as const satisfies Record<string, ErrorRow>;
