import { isDomainError } from "@amanat/contracts";
import { digestOf, inTransaction } from "@amanat/db";
import * as z from "zod";
import { heldBy } from "../passkeys/held.ts";
import { assertionOptions } from "../passkeys/options.ts";
import { provePasskey } from "../passkeys/prove.ts";
import { assertionFrom } from "../passkeys/wire.ts";
import type { PresenceMethod } from "./method.ts";

const keptSchema = z.object({ challenge: z.string() });

/**
 * An answer by one of the person's passkeys. Its challenge is the digest of the demand and a nonce, so that the key signs
 * action, subject, amount, asset and destination, and an answer is evidence of exactly these.
 */
export const passkeyPresence: PresenceMethod<"passkey"> = {
  async offer(ctx, { person, demand, nonce }, { relyingParty }) {
    const held = (await heldBy(ctx, person.id)).filter((passkey) => passkey.flaggedAt === null);
    if (held.length === 0) return null;
    const { action, subject, amount, asset, destination } = demand;
    const challenge = Buffer.from(digestOf({ action, subject, amount, asset, destination, nonce })).toString("base64url");
    const options = await assertionOptions(relyingParty, { challenge, held });
    return { shown: { ...options }, kept: { challenge } };
  },
  async fits(ctx, person, kept, proof, { relyingParty }) {
    const { challenge } = keptSchema.parse(kept);
    const response = readable(proof.response);
    if (!response) return false;
    const proved = await inTransaction(ctx, (tx) => provePasskey(tx, relyingParty, { response, challenge, userId: person.id }));
    return proved !== null;
  },
};

function readable(response: unknown): ReturnType<typeof assertionFrom> | null {
  try {
    return assertionFrom(response);
  } catch (error) {
    if (isDomainError(error)) return null;
    throw error;
  }
}
