import type { ApiKeyView, byApiKey } from "@amanat/contracts";
import { type Ctx, inTransaction, requireUser } from "@amanat/db";
import type * as z from "zod";
import { lockKey, apiKeyView } from "../internal/api-keys.ts";
import { endApiKeys } from "../internal/end-api-keys.ts";

/** Ends a key at once, its open streams included. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, BUSY. */
export async function revokeApiKey(ctx: Ctx, input: z.output<typeof byApiKey>): Promise<ApiKeyView> {
  requireUser(ctx.actor);
  return inTransaction(ctx, async (tx) => {
    const key = await lockKey(tx, input.apiKeyId);
    await endApiKeys(tx, { id: key.id });
    return apiKeyView(await tx.tx.apiKey.findUniqueOrThrow({ where: { id: key.id } }));
  });
}
