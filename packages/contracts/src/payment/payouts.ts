import * as z from "zod";
import { dealId } from "../deals/ids.ts";
import { errorCodeSchema } from "../errors.ts";
import { amountSchema, assetIdSchema } from "../money.ts";
import { instant, moment, pageInput, pageOf, version } from "../page.ts";
import { addressSchema } from "../values/address.ts";
import { OPERATOR_REASON_MIN } from "../values/reason.ts";
import { lineSchema } from "../values/text.ts";
import { payoutId, unmatchedId } from "./ids.ts";
import { signedText } from "./safekeeping.ts";

/** What a payout out of a deal's money is. */
export const DEAL_PAYOUT_KINDS = ["release", "refund"] as const;
/** `fee`: the platform's own earnings, to the operator's wallet. */
export const PAYOUT_KINDS = [...DEAL_PAYOUT_KINDS, "fee"] as const;
export const PAYOUT_STATUSES = [
  "pending_approval",
  "approved",
  "signing",
  "broadcast",
  "confirming",
  "settled",
  "failed",
  "rejected",
  "cancelled",
] as const;
export type DealPayoutKind = (typeof DEAL_PAYOUT_KINDS)[number];
export type PayoutKind = (typeof PAYOUT_KINDS)[number];
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number];

/** What has to be seen at the moment of an approval. It is asked for anew each time, and a repeated value that differs refuses. */
export const payoutCheck = z.object({
  /** What the account it is paid from holds. */
  balance: amountSchema,
  covered: z.boolean(),
  /** `destination`, `sender`: an address on the operator's list is paid, or has paid in. */
  screening: z.enum(["clear", "destination", "sender"]),
  /** The amount has to be typed. */
  typed: z.boolean(),
  /** Two admins have to approve it. */
  two: z.boolean(),
  /** `signed`: it has to be signed by a device of the approving admin. `may_be`: a signature stands for the second admin. */
  device: z.enum(["not_needed", "may_be", "needed"]),
});

export const payoutView = z.object({
  id: payoutId,
  kind: z.enum(PAYOUT_KINDS),
  status: z.enum(PAYOUT_STATUSES),
  /** Null when it refunds an unmatched deposit, which `unmatchedId` names then, and when it is a fee. */
  dealId: dealId.nullable(),
  unmatchedId: unmatchedId.nullable(),
  dealTitle: z.string(),
  asset: assetIdSchema,
  amount: amountSchema,
  destination: z.string(),
  createdBy: z.string(),
  approvedBy: z.string().nullable(),
  rejectedReason: z.string().nullable(),
  txHash: z.string().nullable(),
  failure: z.string().nullable(),
  /** False, with the reason, when the calling admin may not approve it. */
  approvable: z.boolean(),
  blockedBecause: z.enum([
    "not_pending",
    "own_deal",
    "not_admin",
    "on_hold",
    "approved_once",
    "new_admin",
    "related",
    "our_address",
    "screened",
    "not_covered",
    "none",
  ]),
  /** The first of two approvals; null when there is none for this destination. */
  firstApproval: z.object({ by: z.string(), at: instant }).nullable(),
  /** Nobody approves it before `until`, or before the hold is lifted. */
  hold: z.object({ by: z.string(), reason: z.string(), until: instant }).nullable(),
  /** Null in lists. */
  check: payoutCheck.nullable(),
  /** Accounts of this deal that are likely one person (the calling admin, the owner of the money, the other party), and the evidence. */
  related: z.array(
    z.object({
      between: z.tuple([z.enum(["you", "paid", "other"]), z.enum(["you", "paid", "other"])]),
      by: z.enum(["mailbox", "device", "wallet"]),
    }),
  ),
  /** When the owner's changed address becomes current; until then this one is. */
  addressChangesAt: instant.nullable(),
  createdAt: instant,
  version,
});
export type PayoutView = z.infer<typeof payoutView>;
export const payoutPage = pageOf(payoutView);
export const listPayoutsInput = z.object({
  ...pageInput,
  status: z.enum(PAYOUT_STATUSES).optional(),
  kind: z.enum(PAYOUT_KINDS).optional(),
  dealId: dealId.optional(),
});
export const byPayout = z.object({ payoutId });
/** Amount and destination repeat what the admin saw; a difference refuses the approval. */
export const approvePayoutInput = z.object({
  payoutId,
  version,
  amount: amountSchema,
  destination: addressSchema,
  /** The balance that was shown; another one now refuses. */
  balance: amountSchema.optional(),
  /** A text of `approvalText`, signed by the admin's own device. It counts as two approvals. */
  signed: signedText.optional(),
});
/** The most payouts that are approved by one call. */
export const APPROVALS_AT_ONCE = 20;
const oneOfSeveral = z.object({ payoutId, version, amount: amountSchema, destination: addressSchema, balance: amountSchema });
const apart = (payouts: readonly { payoutId: string }[]) => new Set(payouts.map((one) => one.payoutId)).size === payouts.length;
/** Several payouts of one asset. One proof covers exactly these and their sum. */
export const approvePayoutsInput = z.object({
  asset: assetIdSchema,
  total: amountSchema,
  payouts: z
    .array(oneOfSeveral)
    .min(1)
    .max(APPROVALS_AT_ONCE)
    .refine(apart, { params: { code: "twice" } }),
});
/** Each payout by name, in the order of the call. `refused` is null where it was approved; `moved` is null where it was not. */
export const payoutsDecided = z.object({
  results: z.array(
    z.object({
      payoutId,
      moved: z.object({ status: z.enum(PAYOUT_STATUSES), version }).nullable(),
      refused: z.object({ code: errorCodeSchema, fields: z.array(z.string()) }).nullable(),
    }),
  ),
});
export type PayoutsDecided = z.infer<typeof payoutsDecided>;
/** `until` is at most 90 days ahead. */
export const holdPayoutInput = z.object({
  payoutId,
  version,
  reason: lineSchema({ min: OPERATOR_REASON_MIN, max: 500 }),
  until: moment,
});
export const liftPayoutHoldInput = z.object({ payoutId, version, reason: lineSchema({ min: OPERATOR_REASON_MIN, max: 500 }) });
export const rejectPayoutInput = z.object({ payoutId, version, reason: lineSchema({ min: OPERATOR_REASON_MIN, max: 500 }) });
/** `address`: the current one, or another, which waits first. */
export const redraftPayoutInput = z.object({ payoutId, version, address: addressSchema });
/** `payoutId` is null while the new address waits; the payout is drafted on `draftedAt`. */
export const payoutRedrafted = z.object({ payoutId: payoutId.nullable(), draftedAt: instant });
export type PayoutRedrafted = z.infer<typeof payoutRedrafted>;
export const payoutMoved = z.object({ payoutId, status: z.enum(PAYOUT_STATUSES), version });
