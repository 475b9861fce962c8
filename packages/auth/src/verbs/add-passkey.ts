import { randomBytes } from "node:crypto";
import { DomainError, type passkeyOptions, type PasskeyView, publicId, type registerPasskeyInput } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, now, requireStepUp, requireUser } from "@amanat/db";
import * as z from "zod";
import { openChallenge, spendChallenge } from "../internal/challenges.ts";
import { tell } from "../internal/codes.ts";
import { personById } from "../internal/people.ts";
import { insertPasskey } from "../internal/write-rows.ts";
import { requireLiveSession } from "../internal/sessions.ts";
import { lockWaysIn } from "../internal/ways-in.ts";
import { heldBy, viewOf } from "../passkeys/held.ts";
import { registrationOptions } from "../passkeys/options.ts";
import { type NewPasskey, PasskeyRefused, verifyRegistration } from "../passkeys/verify.ts";
import { registrationFrom } from "../passkeys/wire.ts";
import type { AuthPorts } from "../ports.ts";

const PURPOSE = "passkey.add";
/** Passkeys of one person; more than this is a device that makes them by mistake. */
const MOST_PASSKEYS = 20;
const asked = z.object({ challenge: z.string() });

/**
 * What a browser needs to make a passkey. The proof of presence is asked for here, before a device has made a key that
 * would then be refused; the key itself may come within five minutes, from this session only.
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
    const { handle } = await openChallenge(tx, { purpose: PURPOSE, subject: user.userId, payload: { challenge } });
    const label = person.email ?? person.name;
    await audit(tx, { action: "auth.passkey.requested", subjectKind: "user", subjectId: user.userId, payload: {} });
    const options = await registrationOptions(ports.relyingParty, { challenge, person: { id: person.id, name: person.name, label }, held });
    return { challengeId: handle, options: { ...options } };
  });
}

/**
 * Keeps the key a device has just made.
 *
 * - Replay, two at once: the challenge is spent by the first; a key that is known already, to whomever it belongs, is
 *   not taken again.
 *
 * Errors: AUTHENTICATION_REQUIRED, CHALLENGE_INVALID (used, expired, another session's), PROOF_INVALID, IDENTITY_TAKEN,
 * INVALID_STATE (twenty passkeys), BUSY.
 */
export async function registerPasskey(ctx: Ctx, input: z.output<typeof registerPasskeyInput>, ports: AuthPorts): Promise<PasskeyView> {
  const user = requireUser(ctx.actor);
  const spent = await inTransaction(ctx, (tx) => spendChallenge(tx, input.challengeId, PURPOSE));
  if (spent.subject !== user.userId) throw new DomainError("CHALLENGE_INVALID");
  const { challenge } = asked.parse(spent.payload);
  const made = await believed(ctx, verifyRegistration(ports.relyingParty, registrationFrom(input.response), { challenge }));
  return inTransaction(ctx, async (tx) => {
    await lockWaysIn(tx, user.userId);
    await requireLiveSession(tx);
    const person = await personById(tx, user.userId);
    if (!person) throw new DomainError("INVALID_TOKEN");
    if ((await heldBy(tx, user.userId)).length >= MOST_PASSKEYS) throw new DomainError("INVALID_STATE");
    const row = { ...made, counter: BigInt(made.counter), name: input.name, userId: user.userId, createdAt: await now(tx) };
    const kept = await insertPasskey(tx, row);
    if (!kept) throw new DomainError("IDENTITY_TAKEN");
    await audit(tx, {
      action: "auth.passkey.added",
      subjectKind: "user",
      subjectId: user.userId,
      payload: { credentialId: made.credentialId, deviceType: made.deviceType, aaguid: made.aaguid },
    });
    await tell(tx, person, "passkey_added");
    return viewOf(kept);
  });
}

async function believed(ctx: Ctx, verification: Promise<NewPasskey>): Promise<NewPasskey> {
  try {
    return await verification;
  } catch (error) {
    if (!(error instanceof PasskeyRefused)) throw error;
    ctx.log.info({ reason: error.reason }, "passkey refused");
    throw new DomainError("PROOF_INVALID", undefined, { cause: error });
  }
}
