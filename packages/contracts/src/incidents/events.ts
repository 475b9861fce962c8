import * as z from "zod";
import { incidentId } from "./ids.ts";
import { INCIDENT_KINDS } from "./kinds.ts";

export const events = {
  /** To the rooms of the roles that can act. */
  "incident.opened.v1": z.object({ incidentId, kind: z.enum(INCIDENT_KINDS) }),
  "incident.closed.v1": z.object({ incidentId, kind: z.enum(INCIDENT_KINDS) }),
} as const;
