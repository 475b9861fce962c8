import * as z from "zod";
import { dealId } from "../deals/ids.ts";
import { idSchema } from "../ids.ts";
import { amountSchema, assetIdSchema, assetSchema, positiveAmountSchema } from "../money.ts";
import { instant, moment, pageInput, pageOf } from "../page.ts";
import { hashSchema, wordSchema } from "../values/token.ts";

/** The chart of accounts. The number in the database is the position in this list plus one, so only append. */
export const ACCOUNT_KINDS = [
  "custody",
  "received",
  "held",
  "disputed",
  "releasable",
  "refundable",
  "payout_in_flight",
  "available",
  "unmatched",
  "platform_fee",
  "provider_fee",
  "network_cost",
  "operator",
  "quarantined",
  "promotion",
] as const;
/** Why money moved. Only append, as for the kinds. */
export const TRANSFER_CODES = [
  "deposit",
  "allocate",
  "release",
  "fee",
  "refund",
  "excess",
  "payout_start",
  "payout_settle",
  "payout_return",
  "sweep",
  "gas_topup",
  "gas_cost",
  "operator_funding",
  "dispute_hold",
  "dispute_lift",
  "reversal",
  "fund",
  "keep",
  "withdraw",
  "quarantine",
  "quarantine_lift",
  "fee_return",
  "reward",
  "provider_cost",
  "payout_reversed",
  "reorg_loss",
] as const;

export type AccountKind = (typeof ACCOUNT_KINDS)[number];
export type TransferCode = (typeof TRANSFER_CODES)[number];

/** May be negative: custody and cost accounts are debit accounts. */
export const balanceSchema = z.string().regex(/^-?(0|[1-9]\d{0,77})$/);

/** A sum of many balances can have more digits than one. */
const totalSchema = z.string().regex(/^-?(0|[1-9]\d{0,95})$/);

export const accountRef = z.object({ kind: z.enum(ACCOUNT_KINDS), scope: z.string(), party: z.string(), asset: assetIdSchema });

export const accountView = z.object({ ...accountRef.shape, balance: balanceSchema });
export type AccountView = z.infer<typeof accountView>;

/** For every deal, always: funded = held + disputed + releasable + refundable + inFlight + released + refunded + fees. */
export const dealFundsView = z.object({
  dealId,
  asset: assetSchema,
  /** Arrived but not allocated yet: short, or the rest is unconfirmed. */
  received: amountSchema,
  funded: amountSchema,
  held: amountSchema,
  disputed: amountSchema,
  releasable: amountSchema,
  refundable: amountSchema,
  inFlight: amountSchema,
  released: amountSchema,
  refunded: amountSchema,
  fees: amountSchema,
  balanced: z.boolean(),
});
export type DealFundsView = z.infer<typeof dealFundsView>;

export const transferView = z.object({
  journal: z.string(),
  leg: z.number().int(),
  code: z.enum(TRANSFER_CODES),
  debit: accountRef,
  credit: accountRef,
  asset: assetIdSchema,
  amount: amountSchema,
  chainRef: z.string().nullable(),
  at: instant,
});
export type TransferView = z.infer<typeof transferView>;
export const transferPage = pageOf(transferView);
export const listTransfersInput = z.object({ ...pageInput, dealId });

/** What the ledger holds per address, to compare with the chain. */
export const custodyView = z.object({
  asOf: instant,
  addresses: z.array(z.object({ address: z.string(), asset: assetSchema, amount: amountSchema })),
  /** Sum over every account per asset: always zero. */
  trialBalance: z.array(z.object({ asset: assetIdSchema, sum: balanceSchema })),
  accounts: z.array(accountView),
});
export type CustodyView = z.infer<typeof custodyView>;

const accountPart = wordSchema(/^[\w:.-]{0,128}$/);
/** An account by its name, as `ledger.accounts` lists it. */
const accountInput = z.object({
  kind: z.enum(ACCOUNT_KINDS),
  scope: accountPart.default(""),
  party: accountPart.default(""),
  asset: assetIdSchema,
});
export const byAccount = z.object({ account: accountInput });

export const listAccountsInput = z.object({ dealId: dealId.optional() }).default({});
export const accountList = z.object({ data: z.array(accountView) });

/** Includes every transfer up to and including that millisecond. */
export const balanceAtInput = z.object({ account: accountInput, at: moment });
export const balanceAtView = z.object({ account: accountRef, at: instant, balance: balanceSchema });

/** `from` belongs to the period, `to` does not. */
export const statementInput = z.object({ ...pageInput, account: accountInput, from: moment, to: moment });
const statementLine = z.object({
  at: instant,
  journal: z.string(),
  leg: z.number().int(),
  code: z.enum(TRANSFER_CODES),
  /** The account on the other side. */
  counter: accountRef,
  /** Negative for money that left. */
  amount: balanceSchema,
  balanceAfter: balanceSchema,
});
/** Oldest first. opening + all lines of all pages = closing. */
export const statementView = z.object({
  account: accountRef,
  from: instant,
  to: instant,
  opening: balanceSchema,
  closing: balanceSchema,
  ...pageOf(statementLine).shape,
});
export type StatementView = z.infer<typeof statementView>;

/** Every sum is zero: what we hold equals what we owe. */
export const trialBalanceView = z.object({
  asOf: instant,
  assets: z.array(
    z.object({ asset: assetIdSchema, sum: totalSchema, kinds: z.array(z.object({ kind: z.enum(ACCOUNT_KINDS), sum: totalSchema })) }),
  ),
});
export type TrialBalanceView = z.infer<typeof trialBalanceView>;

export const exportTransfersInput = z.object({ from: moment, to: moment, dealId: dealId.optional() });

/** A sum of balances can have more digits than one balance. */
const sumSchema = z.string().regex(/^(0|[1-9]\d{0,95})$/);

/** Our published liabilities of one asset at one time. `root` binds everything else. */
export const liabilityHead = z.object({
  tenant: idSchema("tenant"),
  asset: assetIdSchema,
  at: instant,
  /** Accounts that are owed something. */
  count: z.number().int().min(1),
  total: sumSchema,
  root: hashSchema,
});
/** The newest head of each asset; empty before the first stocktaking. */
export const liabilityList = z.object({ heads: z.array(liabilityHead) });
export type LiabilityHead = z.infer<typeof liabilityHead>;

/** The proof that an account is counted in a head's total; the SDK's `verifyLiability` needs nothing else. */
export const liabilityProof = z.object({
  head: liabilityHead,
  account: accountRef,
  amount: positiveAmountSchema,
  /** Known only to readers of the account; without it nobody can guess which leaf is whose. */
  salt: hashSchema,
  /** Index of the leaf, from 0. */
  position: z.number().int().min(0),
  /** Siblings on the way to the root, from the leaf up. A node without a sibling moves up unchanged. */
  path: z.array(z.object({ sum: sumSchema, hash: hashSchema })).max(53),
});
export type LiabilityProof = z.infer<typeof liabilityProof>;

/** Accounts of one kind and asset, by their names. */
export const accountsOfKindInput = z.object({ ...pageInput, kind: z.enum(ACCOUNT_KINDS), asset: assetIdSchema });
export const accountPage = pageOf(accountView);

export const byJournal = z.object({ journal: idSchema("journal") });
/** Everything that was posted together, and the journal that took it back, or that it takes back. */
export const journalView = z.object({
  journal: z.string(),
  at: instant,
  legs: z.array(transferView),
  reversedBy: z.string().nullable(),
  reverses: z.string().nullable(),
});
export type JournalView = z.infer<typeof journalView>;
