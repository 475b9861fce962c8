import type { webhookAction, WebhookView } from "@amanat/contracts";
import { audit, type Ctx, now, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { afterKeeper, changeKept, lockKept } from "../internal/endpoints.ts";
import { sayChanged } from "../internal/news.ts";
import { requireVersion } from "../internal/version.ts";
import { webhookView } from "../internal/views.ts";

/**
 * Sends to an endpoint again: first what was collected, in order, then what happens.
 *
 * - Who: who keeps it. From: `paused`, whoever paused it.
 * - Two at once: one through, the other INVALID_STATE or VERSION_CONFLICT. Replay: the stored answer; without a key INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function resumeWebhook(ctx: Ctx, input: z.output<typeof webhookAction>): Promise<WebhookView> {
  const user = requireUser(ctx.actor);
  return oncePerKey(ctx, "webhooks.resume", input, async (tx) => {
    const row = await lockKept(tx, user, input.webhookId);
    const status = afterKeeper(row, "resume");
    requireVersion(row, input.version);
    const after = await changeKept(tx, row, { status, pausedBy: null, pausedAt: null, nextAt: await now(tx) });
    await audit(tx, { action: "webhook.resumed", subjectKind: "webhook", subjectId: row.id, payload: {} });
    await sayChanged(tx, row);
    return webhookView(tx, after);
  });
}
