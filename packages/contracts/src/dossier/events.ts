import * as z from "zod";
import { dealId } from "../deals/ids.ts";
import { dossierId } from "./ids.ts";
import { DOSSIER_STATES } from "./states.ts";

export const events = {
  /** Told to the one who asked for it. */
  "dossier.changed.v1": z.object({ dossierId, dealId, state: z.enum(DOSSIER_STATES) }),
} as const;
