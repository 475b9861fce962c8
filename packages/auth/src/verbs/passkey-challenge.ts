import { randomBytes } from "node:crypto";
import type { passkeyOptions } from "@amanat/contracts";
import { type Ctx, inTransaction } from "@amanat/db";
import type * as z from "zod";
import { openChallenge } from "../internal/challenges.ts";
import { asNobody, ENTER_BY_PASSKEY } from "../passkeys/challenges.ts";
import { assertionOptions } from "../passkeys/options.ts";
import type { AuthPorts } from "../ports.ts";

/**
 * What a browser needs to ask for any passkey of this site. It names nobody, so it reveals nobody. Only the holder of the handle can answer.
 * Errors: BUSY.
 */
export async function passkeyChallenge(ctx: Ctx, _input: unknown, ports: AuthPorts): Promise<z.input<typeof passkeyOptions>> {
  const challenge = randomBytes(32).toString("base64url");
  const { handle } = await inTransaction(asNobody(ctx), (tx) =>
    openChallenge(tx, { purpose: ENTER_BY_PASSKEY, subject: "", payload: { challenge } }),
  );
  const options = await assertionOptions(ports.relyingParty, { challenge, held: null });
  return { challengeId: handle, options: { ...options } };
}
