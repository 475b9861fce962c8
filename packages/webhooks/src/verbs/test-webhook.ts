import { type byWebhook, DomainError, type MessageView, publicId } from "@amanat/contracts";
import { audit, type Ctx, now, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { lockKept, wake } from "../internal/endpoints.ts";
import { sayChanged } from "../internal/news.ts";
import { insertMessages, nextSeq } from "../internal/messages.ts";
import { messageView } from "../internal/views.ts";
import { bodyOf } from "../rules.ts";

/**
 * Sends `webhook.tested.v1` to one endpoint, behind what waits for it already.
 *
 * - Who: who keeps it. From: `active`, `failing`.
 * - Two at once: two tests. Replay: the stored answer; without a key another test.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, INVALID_STATE (paused), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function testWebhook(ctx: Ctx, input: z.output<typeof byWebhook>): Promise<MessageView> {
  const user = requireUser(ctx.actor);
  return oncePerKey(ctx, "webhooks.test", input, async (tx) => {
    const row = await lockKept(tx, user, input.webhookId);
    if (row.status === "paused") throw new DomainError("INVALID_STATE");
    const [at, seq, type] = [await now(tx), await nextSeq(tx), "webhook.tested.v1" as const];
    const body = bodyOf({ type, at, actorName: user.name, payload: { webhookId: publicId("webhook", row.id) } });
    await insertMessages(tx, [{ tenantId: row.tenantId, endpointId: row.id, seq, subjectId: row.id, type, body }], at);
    await wake(tx, [row.id], at);
    await audit(tx, { action: "webhook.tested", subjectKind: "webhook", subjectId: row.id, payload: {} });
    await sayChanged(tx, row);
    return messageView(await tx.tx.webhookMessage.findUniqueOrThrow({ where: { endpointId_seq: { endpointId: row.id, seq } } }));
  });
}
