import type { Words } from "../words.ts";

export const chat = {
  ids: { conversation: "conv" },
  scopes: ["chat:read", "chat:write"],
} as const satisfies Words;
