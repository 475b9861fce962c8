import { type byMessage, type listMessagesInput, type MessageDetail, type MessageView, type Page, publicId } from "@amanat/contracts";
import { after, type Ctx, cutAt, placeOf, reader, requireUser, tenantTag } from "@amanat/db";
import type * as z from "zod";
import { failureOf, keptEndpoint, keptMessage, messageView } from "../internal/views.ts";

const MOST_ATTEMPTS = 20;

/** What was sent to an endpoint, or waits, the newest first. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, INVALID_CURSOR. */
export async function listMessages(ctx: Ctx, input: z.output<typeof listMessagesInput>): Promise<Page<MessageView>> {
  const { id: endpointId } = await keptEndpoint(ctx, requireUser(ctx.actor), input.webhookId);
  const { cursor, limit, state } = input;
  const tag = tenantTag(ctx, "webhook messages", { endpointId, state });
  const { where, orderBy } = after(placeOf(ctx, tag, cursor), "createdAt", "desc");
  const found = await reader(ctx).webhookMessage.findMany({
    where: { endpointId, ...(state === undefined ? {} : { status: state }), ...where },
    orderBy,
    take: limit + 1,
  });
  const { rows, meta } = cutAt(ctx, tag, found, limit, ({ createdAt }) => createdAt);
  return { data: rows.map(messageView), meta };
}

/** One message with its bytes and its latest attempts. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND. */
export async function getMessage(ctx: Ctx, input: z.output<typeof byMessage>): Promise<MessageDetail> {
  const { message } = await keptMessage(ctx, requireUser(ctx.actor), input.messageId);
  const tries = await reader(ctx).webhookAttempt.findMany({
    where: { messageId: message.id },
    orderBy: { at: "desc" },
    take: MOST_ATTEMPTS,
  });
  return {
    ...messageView(message),
    webhookId: publicId("webhook", message.endpointId),
    body: message.body,
    log: tries.map(({ at, ms, code, answer, ...row }) => ({ at: at.toISOString(), ms, status: code, failure: failureOf(row), answer })),
  };
}
