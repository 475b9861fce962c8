import type { Ctx } from "@amanat/db";
import { inTransaction } from "@amanat/db";
import { createSession, type IssuedSession, type NewSession } from "./internal/sessions.ts";

/** Every way in ends here: a Session row, and the only copy of its token. The caller has proved who it is. */
export function issueSession(ctx: Ctx, session: NewSession): Promise<IssuedSession> {
  return inTransaction(ctx, (tx) => createSession(tx, session));
}
