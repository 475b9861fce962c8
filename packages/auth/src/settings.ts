import type { Settings } from "@amanat/db";
import * as z from "zod";

/** What an operator decides about people, and what the system remembers of itself. */
export const SETTINGS = {
  adminWaitHours: {
    key: "auth.adminWaitHours",
    schema: z.number().min(0).max(8_760),
    usual: 72,
    says: "Hours a new admin approves nothing, and hours the role waits where nobody else can confirm it",
    dangerous: true,
  },
  firstAdminMade: {
    key: "auth.firstAdminMade",
    schema: z.boolean(),
    usual: false,
    says: "Written by the system when it has made the first admin, so that it makes none again",
    kept: "system",
  },
} satisfies Settings;
