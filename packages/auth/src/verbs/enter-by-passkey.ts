import { randomBytes } from "node:crypto";
import { DomainError, type passkeyOptions, type signInWithPasskeyInput } from "@amanat/contracts";
import { type Ctx, inTransaction } from "@amanat/db";
import * as z from "zod";
import type { Proven } from "../enter.ts";
import { openChallenge, spendChallenge } from "../internal/challenges.ts";
import { personById } from "../internal/people.ts";
import { BY_PASSKEY } from "../passkeys/held.ts";
import { assertionOptions } from "../passkeys/options.ts";
import { provePasskey } from "../passkeys/prove.ts";
import { assertionFrom } from "../passkeys/wire.ts";
import type { AuthPorts } from "../ports.ts";

const PURPOSE = "passkey.sign_in";
const asked = z.object({ challenge: z.string() });

/** Whoever signs in is nobody yet, also in a browser where somebody is signed in. */
const asNobody = (ctx: Ctx): Ctx => ({ ...ctx, actor: { kind: "anonymous", tenantId: ctx.actor.tenantId } });

/**
 * What a browser needs to ask for any passkey of this site. Names nobody, so it tells nobody who has one. Who asked
 * holds the handle, and only with it the answer counts. Errors: BUSY.
 */
export async function passkeyChallenge(ctx: Ctx, _input: unknown, ports: AuthPorts): Promise<z.input<typeof passkeyOptions>> {
  const challenge = randomBytes(32).toString("base64url");
  const { handle } = await inTransaction(asNobody(ctx), (tx) =>
    openChallenge(tx, { purpose: PURPOSE, subject: "", payload: { challenge } }),
  );
  const options = await assertionOptions(ports.relyingParty, { challenge, held: null });
  return { challengeId: handle, options: { ...options } };
}

/**
 * The owner of the passkey that answered the challenge. A wrong answer spends the challenge like a right one.
 * Errors: CHALLENGE_INVALID (unknown, used, expired, opened for something else), PROOF_INVALID, BUSY.
 */
export async function proveByPasskey(ctx: Ctx, input: z.output<typeof signInWithPasskeyInput>, ports: AuthPorts): Promise<Proven> {
  const nobody = asNobody(ctx);
  const spent = await inTransaction(nobody, (tx) => spendChallenge(tx, input.challengeId, PURPOSE));
  const { challenge } = asked.parse(spent.payload);
  const response = assertionFrom(input.response);
  const proof = await inTransaction(nobody, (tx) => provePasskey(tx, ports.relyingParty, { response, challenge, userId: null }));
  const person = proof ? await personById(nobody, proof.userId) : null;
  if (!person) throw new DomainError("PROOF_INVALID");
  return { person, amr: [BY_PASSKEY, "user"] };
}
