import { randomBytes } from "node:crypto";
import type { passkeyOptions } from "@amanat/contracts";
import { type Ctx, inTransaction } from "@amanat/db";
import type * as z from "zod";
import { openChallenge } from "../internal/challenges.ts";
import { asNobody, ENTER_BY_PASSKEY } from "../passkeys/challenges.ts";
import { assertionOptions } from "../passkeys/options.ts";
import type { AuthPorts } from "../ports.ts";

/**
 * What a browser needs to ask for any passkey of this site. Names nobody, so it tells nobody who has one. Who asked
 * holds the handle, and only with it the answer counts. Errors: BUSY.
 */
export async function passkeyChallenge(ctx: Ctx, _input: unknown, ports: AuthPorts): Promise<z.input<typeof passkeyOptions>> {
  const challenge = randomBytes(32).toString("base64url");
  const { handle } = await inTransaction(asNobody(ctx), (tx) =>
    openChallenge(tx, { purpose: ENTER_BY_PASSKEY, subject: "", payload: { challenge } }),
  );
  const options = await assertionOptions(ports.relyingParty, { challenge, held: null });
  return { challengeId: handle, options: { ...options } };
}
