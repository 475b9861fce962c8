import type { acknowledged, beginOpenIdLinkInput } from "@amanat/contracts";
import { type Ctx, inTransaction, requireStepUp, requireUser } from "@amanat/db";
import type * as z from "zod";
import { openChallenge } from "../internal/challenges.ts";
import { linkPurpose } from "../internal/open-id-claims.ts";

/**
 * Makes the next sign-in of this session at the provider link the account instead.
 * Step-up: over the provider's name, because the account is known only afterwards.
 * Errors: AUTHENTICATION_REQUIRED, STEP_UP_REQUIRED, BUSY.
 */
export async function beginOpenIdLink(ctx: Ctx, input: z.output<typeof beginOpenIdLinkInput>): Promise<z.input<typeof acknowledged>> {
  const user = requireUser(ctx.actor);
  await inTransaction(ctx, async (tx) => {
    await requireStepUp(tx, { action: "identity.link", subject: input.provider, amount: null, asset: null, destination: null });
    await openChallenge(tx, { purpose: linkPurpose(input.provider), subject: user.userId, payload: {} });
  });
  return { ok: true };
}
