import type { acknowledged, sessionsEnded, signOutAllInput } from "@amanat/contracts";
import { type Ctx, inTransaction, requireUser } from "@amanat/db";
import type * as z from "zod";
import { endSession, endSessions } from "../internal/sessions.ts";

/** Ends the session the call came with, its open streams included. Errors: AUTHENTICATION_REQUIRED, BUSY. */
export async function signOut(ctx: Ctx): Promise<z.input<typeof acknowledged>> {
  const user = requireUser(ctx.actor);
  await inTransaction(ctx, (tx) => endSession(tx, user, "signed_out"));
  return { ok: true };
}

/**
 * Ends every session of the person, or every one but the asking one; open streams close within two seconds. API keys
 * stay: they are machines', and are revoked by name. Errors: AUTHENTICATION_REQUIRED, BUSY.
 */
export async function signOutAll(ctx: Ctx, input: z.output<typeof signOutAllInput>): Promise<z.input<typeof sessionsEnded>> {
  const user = requireUser(ctx.actor);
  const which = { userId: user.userId, ...(input.keepCurrent ? { but: user.sessionId } : {}) };
  const ended = await inTransaction(ctx, (tx) => endSessions(tx, which, "signed_out_everywhere"));
  return { ended: ended.length };
}
