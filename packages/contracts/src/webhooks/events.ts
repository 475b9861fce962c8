import * as z from "zod";
import { webhookId } from "./ids.ts";
import { PAUSE_CAUSES } from "./states.ts";

export const events = {
  /** Sent to one endpoint when its keeper asks for a test. */
  "webhook.tested.v1": z.object({ webhookId }),
  /** Where an endpoint leads was named, or named anew: from now on somebody else hears what its keeper may see. No endpoint hears of it. */
  "webhook.named.v1": z.object({ webhookId }),
  /** Nothing is sent to an endpoint any more until it is resumed. */
  "webhook.paused.v1": z.object({ webhookId, cause: z.enum(PAUSE_CAUSES) }),
  /** What its keeper is shown of an endpoint is not as it was. For pages: no consumer and no endpoint hears of it. */
  "webhook.changed.v1": z.object({ webhookId }),
} as const;
