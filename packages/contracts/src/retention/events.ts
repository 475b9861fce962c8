import * as z from "zod";
import { exportId } from "./ids.ts";
import { EXPORT_STATES } from "./schemas.ts";

export const events = {
  /** To its person alone. */
  "export.changed.v1": z.object({ exportId, status: z.enum(EXPORT_STATES) }),
  /** To the admins. */
  "retention.changed.v1": z.object({ what: z.enum(["policy", "hold", "purge"]) }),
} as const;
