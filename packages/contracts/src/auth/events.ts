import * as z from "zod";

export const events = {
  "session.revoked.v1": z.object({ sessionId: z.string() }),
} as const;
