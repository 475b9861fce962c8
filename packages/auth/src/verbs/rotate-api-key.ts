import { type apiKeyCreated, DomainError, publicId, type rotateApiKeyInput } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, now, requireStepUp, requireUser } from "@amanat/db";
import type * as z from "zod";
import { apiKeyDemand, insertKey, lockKey, apiKeyView } from "../internal/api-keys.ts";
import { lockPerson } from "../internal/people.ts";
import { changeApiKey } from "../internal/write-rows.ts";
import { after } from "../rules.ts";

/**
 * Makes a successor with the same name, scopes and networks. The old key stays valid for the overlap, then ends.
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, STEP_UP_REQUIRED, INVALID_STATE (rotated before), BUSY.
 */
export async function rotateApiKey(ctx: Ctx, input: z.output<typeof rotateApiKeyInput>): Promise<z.input<typeof apiKeyCreated>> {
  const user = requireUser(ctx.actor);
  return inTransaction(ctx, async (tx) => {
    await lockPerson(tx, user.userId);
    const old = await lockKey(tx, input.apiKeyId);
    const at = await now(tx);
    if (old.rotatedTo !== null || (old.expiresAt !== null && old.expiresAt <= at)) throw new DomainError("INVALID_STATE");
    await requireStepUp(tx, apiKeyDemand("api_key.rotate", input.apiKeyId));
    const life = old.expiresAt === null ? null : (old.expiresAt.getTime() - old.createdAt.getTime()) / 1_000;
    const kind = old.prefix.startsWith("amn_test_") ? "test" : "live";
    const created = await insertKey(tx, kind, { ...old, expiresAt: life === null ? null : after(at, life) });
    const overlapEnds = after(at, input.overlapHours * 3_600);
    const ends = old.expiresAt !== null && old.expiresAt < overlapEnds ? old.expiresAt : overlapEnds;
    await changeApiKey(tx, old, { rotatedTo: created.row.id, expiresAt: ends });
    await audit(tx, {
      action: "auth.api_key.rotated",
      subjectKind: "api_key",
      subjectId: old.id,
      payload: { to: publicId("apiKey", created.row.id), worksUntil: ends.toISOString() },
    });
    return { key: created.key, view: apiKeyView(created.row) };
  });
}
