import type { Words } from "../words.ts";

export const marketplace = {
  ids: { request: "req", offer: "off" },
  scopes: ["requests:read", "requests:write", "offers:read", "offers:write"],
} as const satisfies Words;
