import * as z from "zod";
import { amountSchema, assetIdSchema } from "./money.ts";
import { lineSchema } from "./values/text.ts";

/** Everything that asks for a fresh proof that its person is there. */
export const STEP_UP_ACTIONS = [
  "deal.release",
  "deal.refund",
  "payout.approve",
  "payout.reject",
  "payout.redraft",
  "destination.change",
  "payout.draft",
  "roles.change",
  "roles.confirm",
  "limits.change",
  "api_key.create",
  "api_key.rotate",
  "password.change",
  "email.change",
  "passkey.add",
  "passkey.remove",
  "identity.link",
  "identity.unlink",
] as const;
export type StepUpAction = (typeof STEP_UP_ACTIONS)[number];

/**
 * What a proof of presence is bound to: the exact action and, for money, amount (base units), asset and destination.
 * The verb writes it from its own rows; a client shows it and signs it, and cannot change it.
 */
export const stepUpDemand = z.object({
  action: z.enum(STEP_UP_ACTIONS),
  subject: lineSchema({ min: 0, max: 300 }),
  amount: amountSchema.nullable(),
  asset: assetIdSchema.nullable(),
  destination: lineSchema({ min: 1, max: 300 }).nullable(),
});
export type StepUpDemand = z.infer<typeof stepUpDemand>;
