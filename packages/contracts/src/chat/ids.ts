import { idSchema } from "../ids.ts";

export const conversationId = idSchema("conversation");
