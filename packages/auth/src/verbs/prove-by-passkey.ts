import { DomainError, type signInWithPasskeyInput } from "@amanat/contracts";
import { type Ctx, inTransaction } from "@amanat/db";
import type * as z from "zod";
import type { Proven } from "./enter.ts";
import { spendChallenge } from "../internal/challenges.ts";
import { personById } from "../internal/people.ts";
import { asked, asNobody, ENTER_BY_PASSKEY } from "../passkeys/challenges.ts";
import { BY_PASSKEY } from "../passkeys/held.ts";
import { provePasskey } from "../passkeys/prove.ts";
import { assertionFrom } from "../passkeys/wire.ts";
import type { AuthPorts } from "../ports.ts";

/**
 * The owner of the passkey that answered the challenge. A wrong answer uses it up too.
 * Errors: CHALLENGE_INVALID (unknown, used, expired, opened for something else), PROOF_INVALID, BUSY.
 */
export async function proveByPasskey(ctx: Ctx, input: z.output<typeof signInWithPasskeyInput>, ports: AuthPorts): Promise<Proven> {
  const nobody = asNobody(ctx);
  const spent = await inTransaction(nobody, (tx) => spendChallenge(tx, input.challengeId, ENTER_BY_PASSKEY));
  const { challenge } = asked.parse(spent.payload);
  const response = assertionFrom(input.response);
  const proof = await inTransaction(nobody, (tx) => provePasskey(tx, ports.relyingParty, { response, challenge, userId: null }));
  const person = proof ? await personById(nobody, proof.userId) : null;
  if (!person) throw new DomainError("PROOF_INVALID");
  return { person, amr: [BY_PASSKEY, "user"] };
}
