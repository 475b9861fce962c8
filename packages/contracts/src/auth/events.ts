import * as z from "zod";
import { ACCOUNT_CHANGES } from "./changes.ts";
import { userId } from "./ids.ts";

export const events = {
  "session.revoked.v1": z.object({ sessionId: z.string() }),
  /** To its owner alone. `provider`: whose account was linked or unlinked. */
  "account.changed.v1": z.object({ what: z.enum(ACCOUNT_CHANGES), provider: z.string().nullable() }),
  /** Somebody has an account that was not there before; to the admins. */
  "account.opened.v1": z.object({ userId }),
  /** To the admins: somebody is to become one, by then. */
  "account.admin_asked.v1": z.object({ userId, dueAt: z.string() }),
  "account.admin_given.v1": z.object({ userId }),
  /** To whom it was ruled about. `cause` names the ruling. */
  "user.warned.v1": z.object({ userId, cause: z.string() }),
  /** A ban was ruled; what runs of theirs may end. */
  "user.restricted.v1": z.object({ userId, cause: z.string() }),
  /** Nothing of theirs runs any more: they are signed out, and no way in is theirs. */
  "user.banned.v1": z.object({ userId }),
  /** They have deleted their account: nothing of it is anybody's any more. */
  "user.left.v1": z.object({ userId }),
  /** An admin has lifted their bans. */
  "user.reinstated.v1": z.object({ userId }),
} as const;
