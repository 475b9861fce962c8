import { type confirmPasswordInput, DomainError, type stepUpResult } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, now, requireUser } from "@amanat/db";
import type * as z from "zod";
import { passwordFits } from "../internal/password.ts";
import { personById } from "../internal/people.ts";
import { STEP_UP_MS } from "../rules.ts";

/**
 * Proof of presence for the next five minutes of this session.
 * Errors: AUTHENTICATION_REQUIRED, INVALID_CREDENTIALS, INVALID_TOKEN (ended meanwhile).
 */
export async function confirmPassword(ctx: Ctx, input: z.output<typeof confirmPasswordInput>): Promise<z.input<typeof stepUpResult>> {
  const user = requireUser(ctx.actor);
  const person = await personById(ctx, user.userId);
  if (!(await passwordFits(person?.passwordHash ?? null, input.password))) throw new DomainError("INVALID_CREDENTIALS");
  return inTransaction(ctx, async (tx) => {
    const at = await now(tx);
    const proved = await tx.tx.session.updateMany({
      where: { id: user.sessionId, userId: user.userId, revokedAt: null },
      data: { stepUpAt: at },
    });
    if (proved.count === 0) throw new DomainError("INVALID_TOKEN");
    await audit(tx, { action: "auth.step_up", subjectKind: "session", subjectId: user.sessionId, payload: { by: "password" } });
    return { validUntil: new Date(at.getTime() + STEP_UP_MS).toISOString() };
  });
}
