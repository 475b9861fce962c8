import type { Words } from "../words.ts";

export const incidents = {
  ids: { incident: "inc", delivery: "dlv" },
  incidents: {
    /** A consumer failed eight times to react to an event, and its delivery is dead. Closes when the consumer has reacted. */
    "event.given_up": { retry: true },
    /** One transaction keeps everybody's news back. Closes when it has ended. */
    "events.late": { retry: false },
    /** Closes when the deadline runs. */
    "deadline.failing": { retry: false },
    /** Closes when the loop works again. */
    "loop.failing": { retry: false },
    /** Closed by a person. */
    "mail.failed": { retry: false },
  },
} as const satisfies Words;
