import { type apiKeyCreated, type createApiKeyInput, DomainError } from "@amanat/contracts";
import { type Ctx, digestOf, inTransaction, now, requireStepUp, requireUser } from "@amanat/db";
import type * as z from "zod";
import { apiKeyDemand, insertKey, apiKeyView } from "../internal/api-keys.ts";
import { lockPerson } from "../internal/people.ts";
import { after } from "../rules.ts";

/** The most live keys of one person; more means a program that creates keys by mistake. */
const MOST_KEYS = 50;

/**
 * Creates a key and shows it this once. `live` where the chain is real, `test` in the demo.
 * Two at once: one after the other. During a password reset, which ends every key: none.
 * Errors: AUTHENTICATION_REQUIRED, STEP_UP_REQUIRED, INVALID_STATE (too many keys), BUSY.
 */
export async function createApiKey(
  ctx: Ctx,
  input: z.output<typeof createApiKeyInput>,
  kind: "live" | "test",
): Promise<z.input<typeof apiKeyCreated>> {
  const user = requireUser(ctx.actor);
  return inTransaction(ctx, async (tx) => {
    await lockPerson(tx, user.userId);
    const at = await now(tx);
    const goesOn = { OR: [{ expiresAt: null }, { expiresAt: { gt: at } }] };
    const live = await tx.tx.apiKey.count({ where: { userId: user.userId, revokedAt: null, ...goesOn } });
    if (live >= MOST_KEYS)
      throw new DomainError("INVALID_STATE", "You have as many live API keys as one person may have. Revoke one first.");
    await requireStepUp(tx, apiKeyDemand("api_key.create", subjectOf(input)));
    const created = await insertKey(tx, kind, { ...input, expiresAt: input.days === null ? null : after(at, input.days * 86_400) });
    return { key: created.key, view: apiKeyView(created.row) };
  });
}

/** The proof is over what the key will be able to do: readable words as far as they fit, and a digest of everything. */
function subjectOf({ name, scopes, cidrs, days }: z.output<typeof createApiKeyInput>): string {
  const where = cidrs.length > 0 ? ` @ ${cidrs.join(" ")}` : "";
  const words = `${name} (${days === null ? "no end" : `${days} days`}): ${scopes.toSorted().join(" ")}${where}`;
  const digest = Buffer.from(digestOf({ name, scopes: scopes.toSorted(), cidrs, days })).toString("hex");
  return `${words.slice(0, 220)} sha256:${digest}`;
}
