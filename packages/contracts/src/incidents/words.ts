import type { Words } from "../words.ts";

export const incidents = {
  ids: { incident: "inc", delivery: "dlv" },
  incidents: {
    /** A consumer failed eight times to react to an event: its delivery is dead. */
    "event.given_up": { mend: "the consumer has reacted", retry: true },
    "deadline.failing": { mend: "the deadline runs", retry: false },
    "loop.failing": { mend: "the loop works again", retry: false },
    "mail.failed": { mend: "none", retry: false },
  },
} as const satisfies Words;
