import type { changeWebhookInput, WebhookView } from "@amanat/contracts";
import { audit, type Ctx, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { changeKept, lockKept } from "../internal/endpoints.ts";
import { sayChanged, sayNamed } from "../internal/news.ts";
import { requireReachable, requireTypes } from "../internal/named.ts";
import { requireVersion } from "../internal/version.ts";
import { keptEndpoint, webhookView } from "../internal/views.ts";
import type { WebhookPorts } from "../ports.ts";

/**
 * Changes where an endpoint is, or what it is told. What waits is sent to the new address.
 *
 * - Who: who keeps it. From: any state but deleted; the state stays.
 * - Two at once: one through, the other VERSION_CONFLICT. Replay: the stored answer; without a key VERSION_CONFLICT.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, VALIDATION_ERROR, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function changeWebhook(
  ctx: Ctx,
  input: z.output<typeof changeWebhookInput>,
  { outbound }: WebhookPorts,
): Promise<WebhookView> {
  const user = requireUser(ctx.actor);
  // Before anything is looked up for somebody who does not keep it.
  await keptEndpoint(ctx, user, input.webhookId);
  requireTypes(input.types);
  await requireReachable(outbound, input.url);
  return oncePerKey(ctx, "webhooks.change", input, async (tx) => {
    const { webhookId, version, ...kept } = input;
    const row = await lockKept(tx, user, webhookId);
    requireVersion(row, version);
    const after = await changeKept(tx, row, kept);
    const payload = { host: new URL(after.url).host, types: after.types };
    await audit(tx, { action: "webhook.changed", subjectKind: "webhook", subjectId: row.id, payload });
    if (after.url !== row.url) await sayNamed(tx, row);
    await sayChanged(tx, row);
    return webhookView(tx, after);
  });
}
