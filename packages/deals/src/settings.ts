import type { Settings } from "@amanat/db";
import * as z from "zod";

/** What an operator decides about deals of every kind. */
export const SETTINGS = {
  payMinutes: {
    key: "deal.payMinutes",
    schema: z.number().positive().max(10_080),
    usual: 15,
    says: "Minutes from acceptance to payment",
  },
  payPauseMinutes: {
    key: "deal.payPauseMinutes",
    schema: z.number().positive().max(10_080),
    usual: 60,
    says: "Minutes the time to pay stands still, once, after money was seen",
  },
  proposalHours: {
    key: "deal.proposalHours",
    schema: z.number().positive().max(2_160),
    usual: 72,
    says: "Hours a proposal to cancel, or for more time, waits for its answer",
  },
  moreTimeDays: {
    key: "deal.moreTimeDays",
    schema: z.number().positive().max(365),
    usual: 90,
    says: "Days from now that more time may reach",
  },
} satisfies Settings;
