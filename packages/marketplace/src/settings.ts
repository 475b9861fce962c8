import type { Settings } from "@amanat/db";
import * as z from "zod";

/** The operator's settings for requests and purchases. */
export const SETTINGS = {
  inspectDays: {
    key: "deal.inspectDays",
    schema: z.number().positive().max(365),
    usual: 14,
    says: "Days the buyer may inspect before the money is released by itself",
    dangerous: true,
  },
  lateHours: {
    key: "deal.lateHours",
    schema: z.number().min(0).max(2_160),
    usual: 48,
    says: "Hours after the promised date from when on the buyer may cancel",
  },
  // Each contest costs the seller a new inspection, so the number is limited.
  contestRounds: {
    key: "deal.contestRounds",
    schema: z.number().int().min(0).max(10),
    usual: 1,
    says: "How often a buyer may contest a delivery",
  },
  answerDays: {
    key: "deal.answerDays",
    schema: z.number().positive().max(365),
    usual: 7,
    says: "Days a seller has to answer a contested delivery, if the promised date leaves fewer",
  },
  moderateRequests: {
    key: "moderation.requests",
    schema: z.boolean(),
    usual: false,
    says: "Whether a new request waits for a moderator",
  },
} satisfies Settings;
