import type { Words } from "../words.ts";

export const aml = {
  incidents: {
    /** The stored list is older than allowed, or there is none: nothing is credited or paid out. Closes when a list is taken. */
    "sanctions.stale": { retry: false },
    /** What was fetched is no whole list, older than the stored one, or far shorter. Closes when a list is taken. */
    "sanctions.refused": { retry: false },
  },
} as const satisfies Words;
