import type { Settings } from "@amanat/db";
import * as z from "zod";

const count = (most: number) => z.number().int().min(1).max(most);

/** What an operator decides about records. */
export const SETTINGS = {
  dossierLimits: {
    key: "dossier.limits",
    schema: z.object({ perDay: count(1_000), waiting: count(100_000), bytes: count(2 ** 30), lines: count(200_000), days: count(90) }),
    usual: { perDay: 20, waiting: 500, bytes: 512 * 2 ** 20, lines: 50_000, days: 7 },
    says: "Of deals' records: how many one person may ask for in a day, how many may wait, bytes and lines of one, and days until it is taken away",
  },
} satisfies Settings;
