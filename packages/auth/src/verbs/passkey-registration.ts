import { randomBytes } from "node:crypto";
import { DomainError, type passkeyOptions, publicId } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, requireStepUp, requireUser } from "@amanat/db";
import type * as z from "zod";
import { openChallenge } from "../internal/challenges.ts";
import { personById } from "../internal/people.ts";
import { MOST_PASSKEYS, ADD_PASSKEY } from "../passkeys/challenges.ts";
import { heldBy } from "../passkeys/held.ts";
import { registrationOptions } from "../passkeys/options.ts";
import type { AuthPorts } from "../ports.ts";

/**
 * What a browser needs to make a passkey. Presence is proved here, before a device makes a key that would be refused. The key itself may come
 * within five minutes, from this session only.
 * Errors: AUTHENTICATION_REQUIRED, INVALID_STATE (twenty passkeys), STEP_UP_REQUIRED, BUSY.
 */
export async function passkeyRegistration(ctx: Ctx, _input: unknown, ports: AuthPorts): Promise<z.input<typeof passkeyOptions>> {
  const user = requireUser(ctx.actor);
  return inTransaction(ctx, async (tx) => {
    const person = await personById(tx, user.userId);
    if (!person) throw new DomainError("INVALID_TOKEN");
    const held = await heldBy(tx, user.userId);
    if (held.length >= MOST_PASSKEYS)
      throw new DomainError("INVALID_STATE", "You have as many passkeys as one person may have. Remove one first.");
    const subject = publicId("user", user.userId);
    await requireStepUp(tx, { action: "passkey.add", subject, amount: null, asset: null, destination: null });
    const challenge = randomBytes(32).toString("base64url");
    const { handle } = await openChallenge(tx, { purpose: ADD_PASSKEY, subject: user.userId, payload: { challenge } });
    const label = person.email ?? person.name;
    await audit(tx, { action: "auth.passkey.requested", subjectKind: "user", subjectId: user.userId, payload: {} });
    const options = await registrationOptions(ports.relyingParty, { challenge, person: { id: person.id, name: person.name, label }, held });
    return { challengeId: handle, options: { ...options } };
  });
}
