import { type acknowledged, DomainError, type removePasskeyInput } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, requireStepUp, requireUser } from "@amanat/db";
import type * as z from "zod";
import { tellOwner } from "../internal/news.ts";
import { personById } from "../internal/people.ts";
import { deletePasskey } from "../internal/write-rows.ts";
import { endSessions } from "../internal/sessions.ts";
import { lockWaysIn, requireWayIn } from "../internal/ways-in.ts";
import { BY_PASSKEY } from "../passkeys/held.ts";

/**
 * Removes a passkey: it can no longer sign in or confirm anything, and the other sessions that began with a passkey end. The device may keep
 * its half.
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND (somebody else's too), LAST_WAY_IN, STEP_UP_REQUIRED, BUSY.
 */
export async function removePasskey(ctx: Ctx, input: z.output<typeof removePasskeyInput>): Promise<z.input<typeof acknowledged>> {
  const user = requireUser(ctx.actor);
  const { passkeyId } = input;
  return inTransaction(ctx, async (tx) => {
    await lockWaysIn(tx, user.userId);
    const person = await personById(tx, user.userId);
    if (!person) throw new DomainError("INVALID_TOKEN");
    const [passkey] = await tx.tx.passkey.findMany({ where: { credentialId: passkeyId, userId: user.userId } });
    if (!passkey) throw new DomainError("NOT_FOUND");
    await deletePasskey(tx, passkey);
    // A flagged passkey is no way in, so removing it leaves nobody out.
    if (passkey.flaggedAt === null) await requireWayIn(tx, person);
    const subject = passkeyId.slice(0, 300);
    await requireStepUp(tx, { action: "passkey.remove", subject, amount: null, asset: null, destination: null });
    await audit(tx, {
      action: "auth.passkey.removed",
      subjectKind: "user",
      subjectId: user.userId,
      payload: { credentialId: passkeyId, flagged: passkey.flaggedAt !== null },
    });
    // Whoever holds the device holds the sessions it began, and it is not recorded which passkey began which session.
    await endSessions(tx, { userId: user.userId, but: user.sessionId, cameBy: BY_PASSKEY }, "way_removed");
    await tellOwner(tx, person.id, "passkey_removed");
    return { ok: true };
  });
}
