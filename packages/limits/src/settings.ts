import { LIMIT_TIERS } from "@amanat/contracts";
import type { Settings } from "@amanat/db";
import * as z from "zod";
import { MOST_POINTS } from "./rules.ts";

const allowance = z.object({
  points: z.number().int().min(1).max(MOST_POINTS),
  seconds: z.number().int().min(1).max(86_400),
  /** Written by the admin page: when, and whose id. */
  at: z.iso.datetime().optional(),
  by: z.uuid().optional(),
});

export const SETTINGS = {
  /** Names the tiers that differ from what is usual: `{ "auth": { "points": 20, "seconds": 900 } }`. */
  limits: {
    key: "limits",
    schema: z.partialRecord(z.enum(LIMIT_TIERS), allowance),
    usual: {},
    says: "By tier: how often what may be called, where it is not as usual (`packages/limits/README.md`)",
    kept: "limits",
  },
} satisfies Settings;
