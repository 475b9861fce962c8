import * as z from "zod";
import { instant, version } from "../page.ts";
import { wholeSchema } from "../values/whole.ts";

/** The tiers that are counted separately; each tier's meaning is beside its default in `packages/limits/src/rules.ts`. */
export const LIMIT_TIERS = [
  "read",
  "polled",
  "write",
  "money",
  "upload",
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
  /** In force in every process, within seconds of a change. */
  current: allowance,
  /** In force when nobody has set anything. */
  usual: allowance,
  /** When and by whom it was set; `by` is null when it was not set in these pages. Null when the default is in force. */
  changed: z.object({ at: instant, by: z.string().nullable() }).nullable(),
  /** The allowed range, per span, both ends included. */
  allowed: z.array(z.object({ seconds: z.literal(LIMIT_WINDOWS), least: z.number().int(), most: z.number().int() })),
});
export type LimitView = z.infer<typeof limitView>;
/** One version for all tiers, so that a change is decided with all of them in view. */
export const limitList = z.object({ version, limits: z.array(limitView) });
export type LimitList = z.infer<typeof limitList>;

/** `to` null restores the tier's default. */
export const changeLimitInput = z.object({
  tier: z.enum(LIMIT_TIERS),
  version,
  to: z.object({ points: wholeSchema.min(1), seconds: z.literal(LIMIT_WINDOWS) }).nullable(),
});
