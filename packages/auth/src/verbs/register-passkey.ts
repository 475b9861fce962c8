import { DomainError, type PasskeyView, type registerPasskeyInput } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, now, requireUser } from "@amanat/db";
import type * as z from "zod";
import { spendChallenge } from "../internal/challenges.ts";
import { tellOwner } from "../internal/news.ts";
import { personById } from "../internal/people.ts";
import { requireLiveSession } from "../internal/sessions.ts";
import { lockWaysIn } from "../internal/ways-in.ts";
import { insertPasskey } from "../internal/write-rows.ts";
import { asked, MOST_PASSKEYS, ADD_PASSKEY } from "../passkeys/challenges.ts";
import { heldBy, viewOf } from "../passkeys/held.ts";
import { type NewPasskey, PasskeyRefused, verifyRegistration } from "../passkeys/verify.ts";
import { registrationFrom } from "../passkeys/wire.ts";
import type { AuthPorts } from "../ports.ts";

/**
 * Stores the key that a device has just made.
 *
 * - Replay, two at once: the first uses up the challenge; a key that is known already, whoever's it is, is refused.
 *
 * Errors: AUTHENTICATION_REQUIRED, CHALLENGE_INVALID (used, expired, another session's), PROOF_INVALID, IDENTITY_TAKEN,
 * INVALID_STATE (twenty passkeys), BUSY.
 */
export async function registerPasskey(ctx: Ctx, input: z.output<typeof registerPasskeyInput>, ports: AuthPorts): Promise<PasskeyView> {
  const user = requireUser(ctx.actor);
  const spent = await inTransaction(ctx, (tx) => spendChallenge(tx, input.challengeId, ADD_PASSKEY));
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
    await tellOwner(tx, person.id, "passkey_added");
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
