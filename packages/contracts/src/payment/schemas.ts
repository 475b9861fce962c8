import * as z from "zod";
import { dealId } from "../deals/ids.ts";
import { PROVIDER_NAMES } from "./providers.ts";
import { intentId, payoutId, receiptId, unmatchedId, walletId } from "./ids.ts";
import { amountSchema, assetSchema, chainIdSchema } from "../money.ts";
import { instant, pageInput, pageOf, version } from "../page.ts";
import { addressSchema, chainAddressSchema } from "../values/address.ts";
import { lineSchema } from "../values/text.ts";
import { chainHashSchema } from "../values/token.ts";
import { wholeSchema } from "../values/whole.ts";
import { OPERATOR_REASON_MIN } from "../values/reason.ts";

export const INTENT_STATUSES = ["created", "awaiting", "detected", "confirming", "credited", "expired", "cancelled"] as const;
/** What is wrong with an amount, separate from the status. */
export const INTENT_EXCEPTIONS = ["none", "underpaid", "overpaid", "late", "quarantined"] as const;
export const TRANSFER_STATUSES = ["detected", "confirming", "credited", "orphaned", "rejected", "reverted"] as const;
export const REJECTIONS = [
  "wrong_token",
  "wrong_recipient",
  "wrong_proxy",
  "failed_transaction",
  "not_found",
  "amount_mismatch",
  "wrong_chain",
] as const;

/**
 * Why money at an address of ours matches no price: another accepted token than the deal's, a payment to the escrow wallet without a
 * reference, or native coin, which leaves no log and is found by its balance. `quarantined`: it came from a listed address.
 */
export const UNMATCHED_REASONS = ["other_asset", "no_reference", "native_coin", "quarantined"] as const;
export const UNMATCHED_STATUSES = ["open", "refunding", "refunded"] as const;

export type UnmatchedReason = (typeof UNMATCHED_REASONS)[number];
export type UnmatchedStatus = (typeof UNMATCHED_STATUSES)[number];
export type IntentStatus = (typeof INTENT_STATUSES)[number];
export type IntentException = (typeof INTENT_EXCEPTIONS)[number];
export type TransferStatus = (typeof TRANSFER_STATUSES)[number];
export type Rejection = (typeof REJECTIONS)[number];

/** Opens an intent for payment: the refund address is named before any deposit address is shown. */
/** An intent by its own id, or by its deal's while exactly one is open. */
const oneOf = (given: { intentId?: unknown; dealId?: unknown }) => (given.intentId === undefined) !== (given.dealId === undefined);
const whichIntent = { intentId: intentId.optional(), dealId: dealId.optional() };
export const byIntent = z.object(whichIntent).refine(oneOf, { params: { code: "intent_or_deal" }, path: ["intentId"] });
export const openIntentInput = z
  .object({ ...whichIntent, refundAddress: addressSchema })
  .refine(oneOf, { params: { code: "intent_or_deal" }, path: ["intentId"] });

/** A changed address for the caller's money of a deal: a buyer's refunds, a seller's payout. `chain` where they are paid on several. */
export const changeDestinationInput = z.object({ dealId, chain: chainIdSchema.optional(), address: addressSchema });
export const keepDestinationInput = z.object({ dealId, chain: chainIdSchema.optional() });
/** An address that waits for its date. */
export const destinationChange = z.object({ address: z.string(), effectiveAt: instant });
/** Where the caller is paid in a deal on one chain, and a change that waits. */
export const destinationView = z.object({ dealId, chain: chainIdSchema, address: z.string(), change: destinationChange.nullable() });
export type DestinationView = z.infer<typeof destinationView>;

export const incomingTransferView = z.object({
  txHash: z.string(),
  logIndex: z.number().int(),
  via: z.enum(["deposit", "proxy"]),
  amount: amountSchema,
  status: z.enum(TRANSFER_STATUSES),
  rejection: z.enum(REJECTIONS).nullable(),
  /** Booked, but no part of this payment; an admin refunds it. */
  unmatched: z.enum(UNMATCHED_REASONS).nullable(),
  confirmations: z.number().int(),
  requiredConfirmations: z.number().int(),
  finalized: z.boolean(),
});

const provider = z.enum(PROVIDER_NAMES);
/** A plain transfer of the token to the payment's own deposit address; `uri` is the same for a wallet that scans it. */
const transferWay = z.object({ way: z.literal("transfer"), provider, to: z.string(), uri: z.string() });
/**
 * A plain transfer of the token to a wallet that takes many payments, with the memo as its comment: without it nobody can tell whose it is,
 * and an admin has to. Case and spaces of the memo do not count.
 */
const memoWay = z.object({ way: z.literal("memo"), provider, to: z.string(), memo: z.string(), uri: z.string() });
/** A call of the contract, which sends the token to `to` and logs the reference. It needs an allowance of amount plus fee first. */
const proxyWay = z.object({
  way: z.literal("proxy"),
  provider,
  contract: z.string(),
  to: z.string(),
  reference: z.string(),
  feeAmount: amountSchema,
  feeAddress: z.string(),
});
/** A page of the provider's, on another origin, that shows the amount and the address and pays them. */
const hostedWay = z.object({ way: z.literal("hosted"), provider, url: z.url() });
export const payWay = z.discriminatedUnion("way", [transferWay, memoWay, proxyWay, hostedWay]);
export type PayWay = z.infer<typeof payWay>;

/** How to pay, the preferred way first; null until a payment would be noticed. */
export const payInstructions = z.object({ chain: chainIdSchema, token: z.string(), ways: z.array(payWay).min(1) });
export type PayInstructions = z.infer<typeof payInstructions>;

/** What an intent pays for: a tranche of a deal. `closed`: that deal ended first, and its money is refunded. */
export const INTENT_PART_STATUSES = ["open", "covered", "closed"] as const;
const intentPart = z.object({ dealId, tranche: wholeSchema, amount: amountSchema, status: z.enum(INTENT_PART_STATUSES) });

export const intentView = z.object({
  id: intentId,
  /** The deal of its first part, which excess and late money is refunded under. */
  dealId,
  parts: z.array(intentPart),
  status: z.enum(INTENT_STATUSES),
  exception: z.enum(INTENT_EXCEPTIONS),
  asset: assetSchema,
  amount: amountSchema,
  /** Proved on chain so far. */
  received: amountSchema,
  /** Still due; zero when complete. */
  remaining: amountSchema,
  refundAddress: z.string().nullable(),
  refundChange: destinationChange.nullable(),
  pay: payInstructions.nullable(),
  /** The newest ones; `transferCount` is the number of all. */
  transfers: z.array(incomingTransferView),
  transferCount: z.number().int(),
  /** Worthless transfers that named this payment. */
  counterfeits: z.number().int(),
  /** Refundable and smaller than its gas: refunded with further money, or by an admin. */
  waiting: amountSchema,
  /** Its receipt, which whoever knows this id may read; null as long as it is not paid. */
  receiptId: receiptId.nullable(),
  expiresAt: instant,
  /** Server time of this answer, so that a countdown does not depend on the phone's clock. */
  serverTime: instant,
  version,
});
export type IntentView = z.infer<typeof intentView>;

/** A deposit at an address of ours that matches no price. */
export const unmatchedView = z.object({
  id: unmatchedId,
  status: z.enum(UNMATCHED_STATUSES),
  reason: z.enum(UNMATCHED_REASONS),
  asset: assetSchema,
  amount: amountSchema,
  /** The address of ours that it was paid to. */
  address: z.string(),
  /** The sender; null when the chain does not tell. */
  sender: z.string().nullable(),
  txHash: z.string().nullable(),
  block: z.number().int(),
  /** The deal of the deposit address. */
  dealId: dealId.nullable(),
  payoutId: payoutId.nullable(),
  /** How many have shown that it is theirs, and wait for an admin. */
  claims: z.number().int(),
  arrivedAt: instant,
  /** From this date on it has waited too long. */
  dueAt: instant,
  overdue: z.boolean(),
  version,
});
export type UnmatchedView = z.infer<typeof unmatchedView>;
export const unmatchedPage = pageOf(unmatchedView);
export const listUnmatchedInput = z.object({ ...pageInput, status: z.enum(UNMATCHED_STATUSES).optional() });
export const byUnmatched = z.object({ unmatchedId });
/** The amount repeats what the admin saw. */
export const refundUnmatchedInput = z.object({
  unmatchedId,
  version,
  amount: amountSchema,
  destination: addressSchema,
  reason: lineSchema({ min: OPERATOR_REASON_MIN, max: 500 }),
});

/** A transfer that was reported to an address of ours, whatever became of it. */
export const depositView = z.object({
  id: z.uuid(),
  status: z.enum(TRANSFER_STATUSES),
  /** Null where the token is no asset of ours; its amount is then in the token's own units. */
  asset: assetSchema.nullable(),
  chain: chainIdSchema,
  token: z.string(),
  amount: amountSchema,
  sender: z.string(),
  /** The address of ours that it was paid to. */
  recipient: z.string(),
  txHash: z.string(),
  block: z.number().int(),
  confirmations: z.number().int(),
  required: z.number().int(),
  rejection: z.string().nullable(),
  /** The chain took it back after it was credited, and the operator stands in for it. */
  shortage: z.boolean(),
  /** The deal it was paid for. */
  dealId: dealId.nullable(),
  /** What it was booked as, where it fits no price. */
  unmatchedId: unmatchedId.nullable(),
  arrivedAt: instant,
  creditedAt: instant.nullable(),
});
export type DepositView = z.infer<typeof depositView>;
export const depositPage = pageOf(depositView);
export const listDepositsInput = z.object({
  ...pageInput,
  status: z.enum(TRANSFER_STATUSES).optional(),
  /** A deal's id, a transaction, or an address on either side. */
  search: lineSchema({ min: 0, max: 120 }).optional(),
  sort: z.enum(["newest", "oldest"]).default("newest"),
});

/** A refund that is smaller than its gas and is not drafted yet. */
export const waitingView = z.object({
  intentId,
  dealId,
  dealTitle: z.string(),
  asset: assetSchema,
  amount: amountSchema,
  /** From this amount on it is drafted automatically. */
  floor: amountSchema,
  destination: z.string(),
  since: instant,
  dueAt: instant,
  overdue: z.boolean(),
});
export type WaitingView = z.infer<typeof waitingView>;
export const waitingPage = pageOf(waitingView);
export const listWaitingInput = z.object({ ...pageInput });
export const refundWaitingInput = z.object({ intentId, amount: amountSchema });

export const assetList = z.object({ assets: z.array(assetSchema), feeBps: z.number().int() });

/** A report of the scanner; `event` is the discriminator (never `eventType`). */
export const SCANNER_EVENTS = ["payment.detected", "payment.confirming", "payment.confirmed", "payment.reorged"] as const;
export const scannerTransfer = z.object({
  chain: chainIdSchema,
  blockNumber: wholeSchema,
  blockHash: chainHashSchema,
  txHash: chainHashSchema,
  logIndex: wholeSchema,
  token: chainAddressSchema,
  from: chainAddressSchema,
  to: chainAddressSchema,
  amount: amountSchema,
  via: z.enum(["deposit", "proxy"]),
  /** keccak256 of the payment reference for proxy payments. */
  referenceHash: chainHashSchema.nullable(),
});
export const scannerWebhook = z.object({
  event: z.enum(SCANNER_EVENTS),
  /** The registered target: an intent, or a wallet of ours. */
  targetId: z.union([intentId, walletId]),
  transfer: scannerTransfer,
  /** Further logs of tokens we do not accept, for the same target in the same transaction: counted, not reported one by one. */
  also: wholeSchema.optional(),
  confirmations: wholeSchema,
  finalized: z.boolean(),
  at: instant,
});
export type ScannerWebhook = z.infer<typeof scannerWebhook>;
export type ScannerTransfer = z.infer<typeof scannerTransfer>;

/** Body of the signed `PUT /targets/:id`, by which the product asks the scanner to watch an address. */
export const watchTargetInput = z.object({
  chain: chainIdSchema,
  fromBlock: wholeSchema,
  depositAddress: chainAddressSchema,
  /** Both null for an address of no single payment: the escrow wallet. */
  proxy: chainAddressSchema.nullable(),
  referenceHash: chainHashSchema.nullable(),
});
export type WatchTarget = z.infer<typeof watchTargetInput>;
