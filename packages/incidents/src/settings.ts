import type { Settings } from "@amanat/db";
import * as z from "zod";

/** What an operator decides about being told. */
export const SETTINGS = {
  lateNewsSeconds: {
    key: "incidents.lateNewsSeconds",
    schema: z.number().min(1).max(3_600),
    usual: 30,
    says: "Seconds one transaction may keep everybody's news back before the operators are told",
  },
} satisfies Settings;
