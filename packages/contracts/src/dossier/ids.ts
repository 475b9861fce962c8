import { idSchema } from "../ids.ts";

export const dossierId = idSchema("dossier");
