import type { Settings } from "@amanat/db";
import * as z from "zod";

/** What an operator decides about settings. */
export const SETTINGS = {
  confirmHours: {
    key: "settings.confirmHours",
    schema: z.number().positive().max(720),
    usual: 48,
    says: "Hours a change that needs another admin waits for one",
    dangerous: true,
  },
} satisfies Settings;
