import type { Words } from "../words.ts";

export const push = {
  ids: { pushSubscription: "psb" },
  incidents: {
    /** A push service does not take our keys: nobody who is woken through it hears anything. Closed by a person. */
    "push.refused": { retry: false },
  },
} as const satisfies Words;
