import type { Settings } from "@amanat/db";
import * as z from "zod";

/** What an operator decides about files. */
export const SETTINGS = {
  filesQuota: {
    key: "files.quota",
    schema: z.object({
      bytes: z
        .number()
        .int()
        .min(1)
        .max(2 ** 50),
      count: z.number().int().min(1).max(1_000_000),
    }),
    usual: { bytes: 2 ** 30, count: 2_000 },
    says: "Bytes and files of one person, with those that are on their way",
  },
} satisfies Settings;
