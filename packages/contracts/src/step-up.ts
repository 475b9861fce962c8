import * as z from "zod";
import { listed } from "./joined.ts";
import { amountSchema, assetIdSchema } from "./money.ts";
import { lineSchema } from "./values/text.ts";
import { WORDS } from "./words.ts";

/** Everything that needs a fresh proof of presence. */
export const STEP_UP_ACTIONS = listed(WORDS, "stepUps");
export type StepUpAction = (typeof STEP_UP_ACTIONS)[number];

/**
 * What a proof of presence is bound to: the exact action and, for money, amount (base units), asset and destination. The verb builds it from
 * its own rows; a client shows and signs it, and can not change it.
 */
export const stepUpDemand = z.object({
  action: z.enum(STEP_UP_ACTIONS),
  subject: lineSchema({ min: 0, max: 300 }),
  amount: amountSchema.nullable(),
  asset: assetIdSchema.nullable(),
  destination: lineSchema({ min: 1, max: 300 }).nullable(),
});
export type StepUpDemand = z.infer<typeof stepUpDemand>;
