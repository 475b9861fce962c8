import * as z from "zod";
import { conversationId } from "./ids.ts";
import { CHAT_ROLES } from "./states.ts";

/**
 * What a stream tells beside events and nobody stores: it has no place of its own, and who is away when it is said never hears it.
 *
 * - `chat.typing`: somebody else is writing; it is over after TYPING_LASTS_MS.
 * - `chat.present`: somebody else has a stream open; they are present for PRESENT_MS from now on.
 */
export const streamedSignal = z.object({
  signal: z.enum(["chat.typing", "chat.present"]),
  conversationId,
  by: z.enum(CHAT_ROLES),
});
export type StreamedSignal = z.infer<typeof streamedSignal>;
