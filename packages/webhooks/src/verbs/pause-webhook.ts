import type { webhookAction, WebhookView } from "@amanat/contracts";
import { audit, type Ctx, now, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { afterKeeper, AT_REST, changeKept, lockKept } from "../internal/endpoints.ts";
import { sayChanged } from "../internal/news.ts";
import { requireVersion } from "../internal/version.ts";
import { webhookView } from "../internal/views.ts";

/**
 * Sends nothing to an endpoint any more until it is resumed. What happens meanwhile is collected for three days.
 *
 * - Who: who keeps it. From: `active`, `failing`. An attempt that is under way goes to its end.
 * - Two at once: one through, the other INVALID_STATE or VERSION_CONFLICT. Replay: the stored answer; without a key INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function pauseWebhook(ctx: Ctx, input: z.output<typeof webhookAction>): Promise<WebhookView> {
  const user = requireUser(ctx.actor);
  return oncePerKey(ctx, "webhooks.pause", input, async (tx) => {
    const row = await lockKept(tx, user, input.webhookId);
    const status = afterKeeper(row, "pause");
    requireVersion(row, input.version);
    const after = await changeKept(tx, row, { status, pausedBy: "asked", pausedAt: await now(tx), ...AT_REST });
    await audit(tx, { action: "webhook.paused", subjectKind: "webhook", subjectId: row.id, payload: { cause: "asked" } });
    await sayChanged(tx, row);
    return webhookView(tx, after);
  });
}
