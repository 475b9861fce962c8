import {
  type acknowledged,
  DomainError,
  type passkeyList,
  type PasskeyView,
  type removePasskeyInput,
  type renamePasskeyInput,
} from "@amanat/contracts";
import { audit, type Ctx, inTransaction, requireStepUp, requireUser } from "@amanat/db";
import type * as z from "zod";
import { tell } from "../internal/codes.ts";
import { personById } from "../internal/people.ts";
import { changePasskey, deletePasskey } from "../internal/rows.ts";
import { endSessions } from "../internal/sessions.ts";
import { lockWaysIn, requireWayIn } from "../internal/ways-in.ts";
import { BY_PASSKEY, heldBy, viewOf } from "../passkeys/held.ts";

/** The person's passkeys, the oldest first. Errors: AUTHENTICATION_REQUIRED. */
export async function passkeys(ctx: Ctx): Promise<z.input<typeof passkeyList>> {
  const user = requireUser(ctx.actor);
  return { passkeys: (await heldBy(ctx, user.userId)).map(viewOf) };
}

/** Calls one of the person's passkeys something else. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, BUSY. */
export async function renamePasskey(ctx: Ctx, input: z.output<typeof renamePasskeyInput>): Promise<PasskeyView> {
  const user = requireUser(ctx.actor);
  return inTransaction(ctx, async (tx) => {
    const renamed = await changePasskey(tx, { credentialId: input.passkeyId, userId: user.userId }, { name: input.name });
    if (!renamed) throw new DomainError("NOT_FOUND");
    await audit(tx, {
      action: "auth.passkey.renamed",
      subjectKind: "user",
      subjectId: user.userId,
      payload: { credentialId: renamed.credentialId },
    });
    return viewOf(renamed);
  });
}

/**
 * Takes a passkey away; nobody can sign in or confirm anything with it any more, and the other sessions that began with a
 * passkey end. The device may keep its half.
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
    // One that is out of use is no way in; nothing is lost with it.
    if (passkey.flaggedAt === null) await requireWayIn(tx, person);
    const subject = passkeyId.slice(0, 300);
    await requireStepUp(tx, { action: "passkey.remove", subject, amount: null, asset: null, destination: null });
    await audit(tx, {
      action: "auth.passkey.removed",
      subjectKind: "user",
      subjectId: user.userId,
      payload: { credentialId: passkeyId, flagged: passkey.flaggedAt !== null },
    });
    // Whoever still holds the device holds the sessions it began; which of several passkeys began one is not on record.
    await endSessions(tx, { userId: user.userId, but: user.sessionId, cameBy: BY_PASSKEY }, "way_removed");
    await tell(tx, person, "passkey_removed");
    return { ok: true };
  });
}
