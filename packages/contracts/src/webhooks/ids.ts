import { idSchema } from "../ids.ts";

export const webhookId = idSchema("webhook");
/** Of one event for one endpoint: the `webhook-id` of each attempt. */
export const messageId = idSchema("message");
