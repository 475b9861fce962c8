import type { Words } from "../words.ts";

export const incidents = {
  ids: { incident: "inc" },
  incidents: {
    /** A reaction failed eight times and its event was passed over. */
    "event.given_up": { mend: "the event is handled", retry: true },
    "deadline.failing": { mend: "the deadline runs", retry: false },
    "loop.failing": { mend: "the loop works again", retry: false },
    "mail.failed": { mend: "none", retry: false },
  },
} as const satisfies Words;
