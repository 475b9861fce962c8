import type { Words } from "../words.ts";

export const webhooks = {
  ids: { webhook: "whk", message: "msg" },
  scopes: ["webhooks:read", "webhooks:write"],
} as const satisfies Words;
