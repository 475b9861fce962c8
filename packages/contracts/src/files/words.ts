import type { Words } from "../words.ts";

export const files = {
  ids: { file: "file" },
  scopes: ["files:read", "files:write"],
} as const satisfies Words;
