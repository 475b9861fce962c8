import type { Words } from "../words.ts";

export const audit = {
  ids: { audit: "aud" },
} as const satisfies Words;
