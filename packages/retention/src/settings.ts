import type { Settings } from "@amanat/db";
import * as z from "zod";

/** What an operator decides about clearing away. */
export const SETTINGS = {
  undoDays: {
    key: "retention.undoDays",
    schema: z.number().int().min(1).max(90),
    usual: 7,
    says: "Days during which what was marked to be cleared away can be taken back",
  },
  departureDays: {
    key: "retention.departureDays",
    schema: z.number().int().min(1).max(30),
    usual: 7,
    says: "Days during which somebody who deletes their account can take it back",
  },
} satisfies Settings;
