import * as z from "zod";
import { moment, instant, pageInput, pageOf, version } from "../page.ts";
import { urlSchema } from "../values/url.ts";
import { lineSchema } from "../values/text.ts";
import { wordSchema } from "../values/token.ts";
import { messageId, webhookId } from "./ids.ts";
import { ATTEMPT_FAILURES, MESSAGE_STATES, PAUSE_CAUSES, WEBHOOK_STATES } from "./states.ts";

/** The name of an event, or of all about a subject: `deal.completed.v1`, `deal.*`. Which there are is checked by the verb. */
const wanted = wordSchema(/^[a-z_]{1,40}\.(?:\*|[a-z_]{1,60}\.v\d{1,3})$/);

export const webhookView = z.object({
  id: webhookId,
  url: z.string(),
  description: z.string(),
  /** Which events it is sent; empty for all that its keeper may see. */
  types: z.array(z.string()),
  /** `tenant`: kept by the admins, and sent what happens to anybody. */
  of: z.enum(["me", "tenant"]),
  /** Whether the header `X-Signature: t=,v1=` is sent beside Standard Webhooks' own. */
  plainSignature: z.boolean(),
  state: z.enum(WEBHOOK_STATES),
  pausedBy: z.enum(PAUSE_CAUSES).nullable(),
  failingSince: instant.nullable(),
  /** When the next message is tried; null while nothing waits. */
  nextAt: instant.nullable(),
  /** Messages that wait; above a thousand, a thousand. */
  waiting: z.number().int(),
  /** Until when the secret before this one verifies too. */
  formerSecretUntil: instant.nullable(),
  createdAt: instant,
  version,
});
export type WebhookView = z.infer<typeof webhookView>;
export const webhookList = z.object({ webhooks: z.array(webhookView) });

const kept = {
  url: urlSchema,
  description: lineSchema({ min: 0, max: 100 }).default(""),
  types: z.array(wanted).max(50).default([]),
  plainSignature: z.boolean().default(false),
};
export const createWebhookInput = z.object({ ...kept, of: z.enum(["me", "tenant"]).default("me") });
/** The only time the secret is shown. */
export const webhookSecret = z.object({ secret: z.string(), webhook: webhookView });
export const byWebhook = z.object({ webhookId });
export const webhookAction = z.object({ webhookId, version });
export const changeWebhookInput = z.object({ webhookId, version, ...kept });
/** The secret before goes on verifying for so many hours. */
export const rotateWebhookInput = z.object({ webhookId, version, overlapHours: z.number().int().min(0).max(168).default(24) });

export const messageView = z.object({
  id: messageId,
  type: z.string(),
  state: z.enum(MESSAGE_STATES),
  attempts: z.number().int(),
  /** The last answer's status; null when none came. */
  status: z.number().int().nullable(),
  /** Why the last attempt failed; null when it did not. */
  failure: z.enum(ATTEMPT_FAILURES).nullable(),
  createdAt: instant,
  expiresAt: instant,
  deliveredAt: instant.nullable(),
});
export type MessageView = z.infer<typeof messageView>;
export const messagePage = pageOf(messageView);
/** Newest first. */
export const listMessagesInput = z.object({ ...pageInput, webhookId, state: z.enum(MESSAGE_STATES).optional() });
export const byMessage = z.object({ messageId });

export const messageDetail = messageView.extend({
  webhookId,
  /** The bytes that are sent, as text. */
  body: z.string(),
  /** The latest twenty. */
  log: z.array(
    z.object({
      at: instant,
      ms: z.number().int(),
      status: z.number().int().nullable(),
      failure: z.enum(ATTEMPT_FAILURES).nullable(),
      /** The beginning of what was answered; where nothing was, what the network calls that. */
      answer: z.string(),
    }),
  ),
});
export type MessageDetail = z.infer<typeof messageDetail>;
/** Every message since then that is not waiting is sent once more. */
export const redeliverSinceInput = z.object({ webhookId, since: moment });
export const redelivered = z.object({ messages: z.number().int() });
