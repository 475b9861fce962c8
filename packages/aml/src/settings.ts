import type { Settings } from "@amanat/db";
import * as z from "zod";

/** What an operator decides about screening. Who screens is fixed by the deployment. */
export const SETTINGS = {
  maxAgeDays: {
    key: "aml.maxAgeDays",
    schema: z.number().min(1).max(60),
    usual: 7,
    says: "Days after which a list of sanctioned addresses that was not seen to be the published one counts no more: then nothing is credited or paid out",
    dangerous: true,
  },
  refreshHours: {
    key: "aml.refreshHours",
    schema: z.number().min(1).max(168),
    usual: 12,
    says: "Hours between two fetches of the list of sanctioned addresses",
  },
} satisfies Settings;
