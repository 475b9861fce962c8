import * as z from "zod";
import { DEPARTURE_BLOCKS, DEPARTURE_STATES } from "./departures.ts";
import { exportId } from "./ids.ts";
import { EXPORT_STATES } from "./schemas.ts";

export const events = {
  /** To its person alone. */
  "export.changed.v1": z.object({ exportId, status: z.enum(EXPORT_STATES) }),
  /** To its person alone: how far the deletion of their account has come. `dueAt`: until when it can be taken back. */
  "departure.changed.v1": z.object({ status: z.enum(DEPARTURE_STATES), dueAt: z.string(), why: z.enum(DEPARTURE_BLOCKS).nullable() }),
  /** To the admins. */
  "retention.changed.v1": z.object({ what: z.enum(["policy", "hold", "purge"]) }),
} as const;
