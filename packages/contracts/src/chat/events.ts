import * as z from "zod";
import { conversationId } from "./ids.ts";
import { CHAT_ROLES } from "./states.ts";

const at = { conversationId, seq: z.number().int() };

/** To each of its members. What was said is asked for: it stands in no event. */
export const events = {
  "chat.message_sent.v1": z.object({ ...at, clientId: z.string(), by: z.enum(CHAT_ROLES) }),
  /** Something else was added: an edit, an erasure, what happened to the deal. For pages: no consumer and no endpoint hears of it. */
  "chat.changed.v1": z.object(at),
  /** Somebody has read up to there. For pages. */
  "chat.read.v1": z.object({ ...at, by: z.enum(CHAT_ROLES) }),
} as const;
