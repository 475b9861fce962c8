import { type acknowledged, DomainError, type unlinkIdentityInput } from "@amanat/contracts";
import { type Ctx, inTransaction, requireStepUp, requireUser } from "@amanat/db";
import type * as z from "zod";
import { detach, lockWay, tellOfWay } from "../internal/identities.ts";
import { personById } from "../internal/people.ts";
import { endSessions } from "../internal/sessions.ts";
import { lockWaysIn, requireWayIn } from "../internal/ways-in.ts";

/**
 * Takes a way in from the person, and ends their other sessions that came by it. No account of that provider finds them by
 * an address again; they can still link one.
 *
 * - Step-up: over `<provider>:<subject>`.
 * - Two at once, taking one each of two ways: the second is refused, somebody has to be able to come back. A sign-in by the
 *   way itself is over before, and its session ends, or finds the way gone.
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
    // Before the proof is asked for: whoever has this way only may have nothing to prove it with.
    await requireWayIn(tx, person);
    const subject = `${input.provider}:${input.subject}`;
    await requireStepUp(tx, { action: "identity.unlink", subject, amount: null, asset: null, destination: null });
    await endSessions(tx, { userId, but: sessionId, cameBy: input.provider }, "way_removed");
    await tellOfWay(tx, "way_removed", { ...input, label: row.label || input.subject }, person);
  });
  return { ok: true };
}
