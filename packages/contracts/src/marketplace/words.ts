import type { Words } from "../words.ts";
import { purchase } from "./purchase.ts";

export const marketplace = {
  ids: { request: "req", offer: "off" },
  scopes: ["requests:read", "requests:write", "offers:read", "offers:write"],
  kinds: { purchase },
} as const satisfies Words;
