import { type byMessage, DomainError, type MessageView, publicId, type redelivered, type redeliverSinceInput } from "@amanat/contracts";
import { audit, type Ctx, now, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { lockKept, wake } from "../internal/endpoints.ts";
import { sendAgain, sendOneAgain } from "../internal/messages.ts";
import { sayChanged } from "../internal/news.ts";
import { keptMessage, messageView } from "../internal/views.ts";

/**
 * Sends a message once more, under its own id, so that a receiver which has it already knows it again.
 *
 * - Who: who keeps its endpoint. From: `delivered`, `refused`, `expired`.
 * - Two at once: one through, the other INVALID_STATE. Replay: the stored answer; without a key INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, INVALID_STATE (it waits, or its endpoint is paused), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function redeliver(ctx: Ctx, input: z.output<typeof byMessage>): Promise<MessageView> {
  const user = requireUser(ctx.actor);
  return oncePerKey(ctx, "webhooks.redeliver", input, async (tx) => {
    const { message, endpoint } = await keptMessage(tx, user, input.messageId);
    const { status } = await lockKept(tx, user, publicId("webhook", endpoint.id));
    if (status === "paused") throw new DomainError("INVALID_STATE");
    const at = await now(tx);
    await sendOneAgain(tx, message, at);
    await wake(tx, [endpoint.id], at);
    await audit(tx, { action: "webhook.redelivered", subjectKind: "webhook", subjectId: endpoint.id, payload: { messages: 1 } });
    await sayChanged(tx, endpoint);
    return messageView(await tx.tx.webhookMessage.findUniqueOrThrow({ where: { id: message.id } }));
  });
}

/**
 * Sends every message since a moment once more, in order, each under its own id. Messages are kept for thirty days.
 *
 * - Who: who keeps the endpoint. Two at once, or a second call before they are sent: each message waits once.
 * - Replay: the stored answer; without a key none, until they are sent.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, INVALID_STATE (paused), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function redeliverSince(ctx: Ctx, input: z.output<typeof redeliverSinceInput>): Promise<z.input<typeof redelivered>> {
  const user = requireUser(ctx.actor);
  return oncePerKey(ctx, "webhooks.redeliverSince", input, async (tx) => {
    const row = await lockKept(tx, user, input.webhookId);
    if (row.status === "paused") throw new DomainError("INVALID_STATE");
    const at = await now(tx);
    const messages = await sendAgain(tx, { endpointId: row.id, createdAt: { gte: new Date(input.since) } }, at);
    await wake(tx, [row.id], at);
    await audit(tx, {
      action: "webhook.redelivered",
      subjectKind: "webhook",
      subjectId: row.id,
      payload: { since: input.since, messages },
    });
    await sayChanged(tx, row);
    return { messages };
  });
}
