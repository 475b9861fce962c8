import * as z from "zod";
import { instant, version } from "../page.ts";
import { wholeSchema } from "../values/whole.ts";

/** What is counted apart; each tier's meaning stands with its default in `packages/limits/src/rules.ts`. */
export const LIMIT_TIERS = [
  "read",
  "polled",
  "write",
  "money",
  "ai",
  "anonymous",
  "auth",
  "account",
  "familiar",
  "refresh",
  "outside",
  "mail",
  "mailbox",
] as const;
export type LimitTier = (typeof LIMIT_TIERS)[number];

/** The spans, in seconds, a limit can be set over. */
export const LIMIT_WINDOWS = [60, 300, 900, 3_600] as const;

/** How many calls in how many seconds. */
const allowance = z.object({ points: z.number().int().min(1), seconds: z.number().int().min(1) });

export const limitView = z.object({
  tier: z.enum(LIMIT_TIERS),
  /** What holds in every process, within seconds of a change. */
  current: allowance,
  /** What holds where nobody has set anything. */
  usual: allowance,
  /** When and by whom it was set; `by` is null when it was not in these pages. Null where the usual holds. */
  changed: z.object({ at: instant, by: z.string().nullable() }).nullable(),
  /** What it may be set to, per span: both ends belong to it. */
  allowed: z.array(z.object({ seconds: z.literal(LIMIT_WINDOWS), least: z.number().int(), most: z.number().int() })),
});
export type LimitView = z.infer<typeof limitView>;
/** One version for all tiers: who decides on one has seen the others. */
export const limitList = z.object({ version, limits: z.array(limitView) });
export type LimitList = z.infer<typeof limitList>;

/** `to` null returns the tier to what is usual. */
export const changeLimitInput = z.object({
  tier: z.enum(LIMIT_TIERS),
  version,
  to: z.object({ points: wholeSchema.min(1), seconds: z.literal(LIMIT_WINDOWS) }).nullable(),
});
