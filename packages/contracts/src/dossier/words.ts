import type { Words } from "../words.ts";

export const dossier = {
  ids: { dossier: "dos" },
} as const satisfies Words;
