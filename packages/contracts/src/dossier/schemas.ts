import * as z from "zod";
import { dealId } from "../deals/ids.ts";
import { instant } from "../page.ts";
import { dossierId } from "./ids.ts";
import { DOSSIER_FAULTS, DOSSIER_STATES } from "./states.ts";

export const dossierView = z.object({
  id: dossierId,
  dealId,
  state: z.enum(DOSSIER_STATES),
  /** Of a hundred, while it is made. */
  progress: z.number().int().min(0).max(100),
  fault: z.enum(DOSSIER_FAULTS).nullable(),
  /** Bytes, once it is ready. */
  size: z.number().int().nullable(),
  /** Of the archive, once it is ready. */
  sha256: z.string().nullable(),
  askedAt: instant,
  /** When its bytes are taken away. */
  expiresAt: instant.nullable(),
});
export type DossierView = z.infer<typeof dossierView>;

/** The newest the caller has asked for; null where there is none. */
export const ownDossier = z.object({ dossier: dossierView.nullable() });
export const downloadDossierInput = z.object({ dossierId });
