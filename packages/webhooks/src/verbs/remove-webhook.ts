import type { acknowledged, webhookAction } from "@amanat/contracts";
import { audit, type Ctx, now, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { afterKeeper, AT_REST, changeKept, lockKept } from "../internal/endpoints.ts";
import { sayChanged } from "../internal/news.ts";
import { dropMessages } from "../internal/messages.ts";
import { requireVersion } from "../internal/version.ts";

/**
 * Removes an endpoint. What waits for it is dropped; an attempt that is under way goes to its end, and nothing leaves after it.
 *
 * - Who: who keeps it. From: any state but deleted.
 * - Two at once: one through, the other NOT_FOUND or VERSION_CONFLICT. Replay: the stored answer; without a key NOT_FOUND.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function removeWebhook(ctx: Ctx, input: z.output<typeof webhookAction>): Promise<z.input<typeof acknowledged>> {
  const user = requireUser(ctx.actor);
  return oncePerKey(ctx, "webhooks.remove", input, async (tx) => {
    const row = await lockKept(tx, user, input.webhookId);
    requireVersion(row, input.version);
    const over = { pausedBy: null, pausedAt: null, ...AT_REST };
    await changeKept(tx, row, { status: afterKeeper(row, "delete"), deletedAt: await now(tx), ...over });
    await dropMessages(tx, row.id);
    await audit(tx, { action: "webhook.removed", subjectKind: "webhook", subjectId: row.id, payload: {} });
    await sayChanged(tx, row);
    return { ok: true as const };
  });
}
