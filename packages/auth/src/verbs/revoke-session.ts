import { type acknowledged, DomainError, type revokeSessionInput, uuidOf } from "@amanat/contracts";
import { type Ctx, inTransaction, requireUser } from "@amanat/db";
import type * as z from "zod";
import { endSession } from "../internal/sessions.ts";

/**
 * Ends one of the person's own sessions; its open streams close within two seconds.
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND (somebody else's, or already ended), BUSY.
 */
export async function revokeSession(ctx: Ctx, input: z.output<typeof revokeSessionInput>): Promise<z.input<typeof acknowledged>> {
  const user = requireUser(ctx.actor);
  const sessionId = uuidOf("session", input.sessionId);
  if (!sessionId) throw new DomainError("NOT_FOUND");
  const ended = await inTransaction(ctx, (tx) => endSession(tx, { sessionId, userId: user.userId }, "revoked"));
  if (!ended) throw new DomainError("NOT_FOUND");
  return { ok: true };
}
