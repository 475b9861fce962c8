import * as z from "zod";
import { dealId } from "../deals/ids.ts";
import { amountSchema } from "../money.ts";
import { breakGlassId, deviceId, intentId, payoutId } from "./ids.ts";
import { DEAL_PAYOUT_KINDS, PAYOUT_KINDS, PAYOUT_STATUSES } from "./payouts.ts";
import { DEVICE_STATUSES } from "./safekeeping.ts";
import { INTENT_EXCEPTIONS, INTENT_STATUSES } from "./schemas.ts";

const intent = { intentId, dealId, status: z.enum(INTENT_STATUSES), exception: z.enum(INTENT_EXCEPTIONS), received: amountSchema };
const payout = {
  payoutId,
  /** Null when it refunds an unmatched deposit or is a fee. */
  dealId: dealId.nullable(),
  kind: z.enum(PAYOUT_KINDS),
  status: z.enum(PAYOUT_STATUSES),
  amount: amountSchema,
  txHash: z.string().nullable(),
};
const destination = { dealId, kind: z.enum(DEAL_PAYOUT_KINDS), effectiveAt: z.string(), byKey: z.boolean() };

export const events = {
  /** For an hour at most, payouts are approved without a device: to everybody who can stop it. */
  "safekeeping.glass_broken.v1": z.object({ breakGlassId, until: z.string() }),
  "safekeeping.glass_mended.v1": z.object({ breakGlassId }),
  "safekeeping.device_changed.v1": z.object({ deviceId, status: z.enum(DEVICE_STATUSES) }),
  "payment.awaiting.v1": z.object(intent),
  "payment.detected.v1": z.object({ ...intent, txHash: z.string() }),
  "payment.confirming.v1": z.object({ ...intent, txHash: z.string(), confirmations: z.number().int(), required: z.number().int() }),
  "payment.reorged.v1": z.object({ ...intent, txHash: z.string() }),
  /** A credited deposit left the chain. `reopened`: it was still held, and the price must be paid again by then. */
  "payment.reverted.v1": z.object({ ...intent, txHash: z.string(), amount: amountSchema, reopened: z.boolean(), payBy: z.string() }),
  "payment.rejected.v1": z.object({ ...intent, txHash: z.string(), reason: z.string() }),
  /** Proved money from a listed address: booked, and in no price until an admin decides. */
  "payment.quarantined.v1": z.object({ ...intent, txHash: z.string(), amount: amountSchema }),
  /** Money that was proved on chain and posted, whether or not it completes the price. */
  "payment.received.v1": z.object({ ...intent, txHash: z.string(), amount: amountSchema }),
  // The tranche it pays for; missing in old events, which are about the first one.
  "payment.credited.v1": z.object({ ...intent, amount: amountSchema, tranche: z.number().int().positive().default(1) }),
  "payment.expired.v1": z.object(intent),
  "payout.drafted.v1": z.object(payout),
  "payout.approved.v1": z.object(payout),
  "payout.rejected.v1": z.object(payout),
  "payout.broadcast.v1": z.object(payout),
  "payout.settled.v1": z.object(payout),
  "payout.failed.v1": z.object(payout),
  /** Where a party is paid. The address is only for its owner and is in no event. */
  "destination.named.v1": z.object(destination),
  "destination.change_asked.v1": z.object(destination),
  "destination.changed.v1": z.object(destination),
  "destination.change_cancelled.v1": z.object(destination),
} as const;
