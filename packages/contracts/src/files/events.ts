import * as z from "zod";
import { fileId } from "./ids.ts";
import { FILE_STATES } from "./states.ts";

export const events = {
  /** Told to its owner: it is ready, held, refused, blocked or deleted. */
  "file.changed.v1": z.object({ fileId, state: z.enum(FILE_STATES) }),
} as const;
