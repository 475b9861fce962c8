import * as z from "zod";
import { ACCOUNT_CHANGES } from "./changes.ts";
import { userId } from "./ids.ts";

export const events = {
  "session.revoked.v1": z.object({ sessionId: z.string() }),
  /** To its owner alone. `provider`: whose account was linked or unlinked. */
  "account.changed.v1": z.object({ what: z.enum(ACCOUNT_CHANGES), provider: z.string().nullable() }),
  /** To the admins: somebody is to become one, by then. */
  "account.admin_asked.v1": z.object({ userId, dueAt: z.string() }),
  "account.admin_given.v1": z.object({ userId }),
} as const;
