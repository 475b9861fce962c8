import * as z from "zod";
import { dealId } from "../deals/ids.ts";
import { idSchema } from "../ids.ts";
import { amountSchema, assetIdSchema, assetSchema, positiveAmountSchema } from "../money.ts";
import { instant, moment, pageInput, pageOf } from "../page.ts";
import { hashSchema, wordSchema } from "../values/token.ts";

/** The chart of accounts. The number in the database is the position in this list plus one: append only. */
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
/** Why money moved. Append only, like the kinds. */
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

/** May carry a minus: custody and cost accounts are debit accounts. */
export const balanceSchema = z.string().regex(/^-?(0|[1-9]\d{0,77})$/);

/** Many balances together may have more digits than one. */
const totalSchema = z.string().regex(/^-?(0|[1-9]\d{0,95})$/);

export const accountRef = z.object({ kind: z.enum(ACCOUNT_KINDS), scope: z.string(), party: z.string(), asset: assetIdSchema });

export const accountView = z.object({ ...accountRef.shape, balance: balanceSchema });
export type AccountView = z.infer<typeof accountView>;

/** For every deal, always: funded = held + disputed + releasable + refundable + inFlight + released + refunded + fees. */
export const dealFundsView = z.object({
  dealId,
  asset: assetSchema,
  /** Arrived but not yet allocated (short or awaiting confirmation of the rest). */
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

/** What the ledger says we hold, per address: to be compared with the chain's own balance. */
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

/** Every transfer counts whose time is that millisecond or before. */
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
  /** What left has a minus. */
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

/** Every sum is zero: what we hold and what we owe are the same. */
export const trialBalanceView = z.object({
  asOf: instant,
  assets: z.array(
    z.object({ asset: assetIdSchema, sum: totalSchema, kinds: z.array(z.object({ kind: z.enum(ACCOUNT_KINDS), sum: totalSchema })) }),
  ),
});
export type TrialBalanceView = z.infer<typeof trialBalanceView>;

export const exportTransfersInput = z.object({ from: moment, to: moment, dealId: dealId.optional() });

/** A sum of balances: more digits than one of them can have. */
const sumSchema = z.string().regex(/^(0|[1-9]\d{0,95})$/);

/** What we owe of one asset at one time, as it is published. `root` binds all the rest. */
export const liabilityHead = z.object({
  tenant: idSchema("tenant"),
  asset: assetIdSchema,
  at: instant,
  /** Accounts that are owed something. */
  count: z.number().int().min(1),
  total: sumSchema,
  root: hashSchema,
});
/** The newest head of each asset; empty before stock was first taken. */
export const liabilityList = z.object({ heads: z.array(liabilityHead) });
export type LiabilityHead = z.infer<typeof liabilityHead>;

/** That one account is counted in a head's total: checked by the SDK's `verifyLiability`, from nothing but this. */
export const liabilityProof = z.object({
  head: liabilityHead,
  account: accountRef,
  amount: positiveAmountSchema,
  /** Known to whoever may read the account; without it nobody can guess whose a leaf is. */
  salt: hashSchema,
  /** Of the leaf, from 0. */
  position: z.number().int().min(0),
  /** Neighbours on the way to the root, from the leaf up; a node without a neighbour moves up as it is. */
  path: z.array(z.object({ sum: sumSchema, hash: hashSchema })).max(53),
});
export type LiabilityProof = z.infer<typeof liabilityProof>;
