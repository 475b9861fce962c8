import * as z from "zod";
import { amountSchema, assetIdSchema, assetSchema, positiveAmountSchema } from "../money.ts";
import { instant, nothing } from "../page.ts";
import { addressSchema } from "../values/address.ts";
import { OPERATOR_REASON_MIN } from "../values/reason.ts";
import { lineSchema } from "../values/text.ts";
import { balanceSchema } from "../ledger/schemas.ts";

/**
 * Where earned fees of a chain go. `none`: no wallet is named. `unseen`: no worker has noted it yet. `waits`: it was changed, and counts from
 * `countsFrom` on. `counts`: fees can be withdrawn to it.
 */
export const RECEIVER_STATES = ["none", "unseen", "waits", "counts"] as const;

/** The platform's earned fees in one asset. Base units. */
export const feesView = z.object({
  asset: assetSchema,
  /** Everything earned, less what holds took back: withdrawn + under way + what is still with us. */
  earned: balanceSchema,
  /** Settled on chain. */
  withdrawn: amountSchema,
  /** Asked for and not settled. */
  underWay: amountSchema,
  /** Of what is still with us: a hold can take it back until the releases it was taken from are settled on chain. */
  mayReturn: amountSchema,
  /** What lies in the escrow wallet by our books, without what is leaving it. */
  inWallet: amountSchema,
  /** The most that can be asked for now. */
  withdrawable: amountSchema,
  receiver: z.object({ state: z.enum(RECEIVER_STATES), address: z.string().nullable(), countsFrom: instant.nullable() }),
});
export type FeesView = z.infer<typeof feesView>;
export const feesInput = nothing;
export const feesList = z.object({ assets: z.array(feesView) });
export type FeesList = z.infer<typeof feesList>;

/** Amount and destination repeat what the admin saw; a destination that is not the operator's wallet refuses. */
export const withdrawFeesInput = z.object({
  asset: assetIdSchema,
  amount: positiveAmountSchema,
  destination: addressSchema,
  reason: lineSchema({ min: OPERATOR_REASON_MIN, max: 200 }),
});
