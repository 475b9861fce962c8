import type { sessionsEnded, signOutAllInput } from "@amanat/contracts";
import { type Ctx, inTransaction, requireUser } from "@amanat/db";
import type * as z from "zod";
import { endSessions } from "../internal/sessions.ts";

/**
 * Ends every session of the person, or every one but the calling one; open streams close within two seconds. API keys stay and are revoked
 * one by one. Errors: AUTHENTICATION_REQUIRED, BUSY.
 */
export async function signOutAll(ctx: Ctx, input: z.output<typeof signOutAllInput>): Promise<z.input<typeof sessionsEnded>> {
  const user = requireUser(ctx.actor);
  const which = { userId: user.userId, ...(input.keepCurrent ? { but: user.sessionId } : {}) };
  const ended = await inTransaction(ctx, (tx) => endSessions(tx, which, "signed_out_everywhere"));
  return { ended: ended.length };
}
