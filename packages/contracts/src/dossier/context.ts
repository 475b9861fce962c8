import { read } from "../access.ts";
import type { Stale } from "../stale.ts";
import { downloadDossierInput } from "./schemas.ts";

export { events } from "./events.ts";
export { procedures } from "./procedures.ts";

export const downloads = {
  "dossier.zip": { input: downloadDossierInput, access: read("user", "the one who asked for it", "deals:read", { state: "ready" }) },
} as const;

export const stale: Stale<"dossier"> = { dossier: ["dossier.ofDeal"] };
