import { type acknowledged, DomainError, type unlinkIdentityInput } from "@amanat/contracts";
import { type Ctx, inTransaction, requireStepUp, requireUser } from "@amanat/db";
import type * as z from "zod";
import { detach, lockWay, tellOfWay } from "../internal/identities.ts";
import { personById } from "../internal/people.ts";
import { endSessions } from "../internal/sessions.ts";
import { lockWaysIn, requireWayIn } from "../internal/ways-in.ts";

/**
 * Unlinks a way in from the person, and ends their other sessions that began with it. No account of that provider finds them by address any
 * more; they can link one again.
 *
 * - Step-up: over `<provider>:<subject>`.
 * - Two at once, each unlinking one of two ways: the second is refused, so that one way stays. A sign-in by the same way is over before and
 *   its session ends, or it finds the way gone.
 *
 * Errors: AUTHENTICATION_REQUIRED, STEP_UP_REQUIRED, NOT_FOUND (not theirs), LAST_WAY_IN, BUSY.
 */
export async function unlinkIdentity(ctx: Ctx, input: z.output<typeof unlinkIdentityInput>): Promise<z.input<typeof acknowledged>> {
  const { userId, sessionId } = requireUser(ctx.actor);
  await inTransaction(ctx, async (tx) => {
    await lockWaysIn(tx, userId);
    await lockWay(tx, input);
    const person = await personById(tx, userId);
    const row = await tx.tx.identity.findFirst({
      where: { userId, provider: input.provider, subject: `${tx.actor.tenantId}:${input.subject}` },
    });
    if (!person || !row) throw new DomainError("NOT_FOUND");
    if (!(await detach(tx, input, userId))) throw new DomainError("NOT_FOUND");
    // Checked before the proof is asked for: a person with only this way may have nothing to prove presence with.
    await requireWayIn(tx, person);
    const subject = `${input.provider}:${input.subject}`;
    await requireStepUp(tx, { action: "identity.unlink", subject, amount: null, asset: null, destination: null });
    await endSessions(tx, { userId, but: sessionId, cameBy: input.provider }, "way_removed");
    await tellOfWay(tx, "way_removed", input, person);
  });
  return { ok: true };
}
