import { finishes, read, write } from "../access.ts";
import { byDeal } from "../deals/views.ts";
import { mutation, query } from "../procedure.ts";
import { dossierView, ownDossier } from "./schemas.ts";

const READERS = "party; assigned mediator; admin";

export const procedures = {
  ofDeal: query(byDeal, ownDossier, read("user", `own, as ${READERS}`, "deals:read")),
  request: mutation(byDeal, dossierView, finishes(write(READERS, "none of the caller's is being made", "deals:write"))),
} as const;
