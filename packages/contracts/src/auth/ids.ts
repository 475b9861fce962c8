import { idSchema } from "../ids.ts";

export const userId = idSchema("user");
export const sessionId = idSchema("session");
export const apiKeyId = idSchema("apiKey");
