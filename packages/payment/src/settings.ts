import { amountSchema, assetIdSchema, bpsSchema, chainAddressSchema, chainIdSchema, PROVIDER_NAMES } from "@amanat/contracts";
import type { Settings } from "@amanat/db";
import * as z from "zod";

const cents = z.string().regex(/^[1-9]\d{0,17}$/);
const prices = z.object({
  /** Prices of one whole native coin and one whole unit of each asset, in the same cents. */
  nativeCents: cents,
  assetCents: z.record(assetIdSchema, cents).default({}),
  /** Price of a unit of gas, in base units of the native coin. */
  gasPrice: amountSchema,
  /** Other prices on some chains, by CAIP-2 name. */
  chains: z.record(chainIdSchema, z.strictObject({ nativeCents: cents.optional(), gasPrice: amountSchema.optional() })).default({}),
  /** An operator's own minimum per asset, in base units. It replaces the computed one. */
  minimum: z.record(assetIdSchema, amountSchema).default({}),
});

/** What an operator decides about money. */
export const SETTINGS = {
  feeBps: {
    key: "payment.feeBps",
    schema: bpsSchema,
    usual: 100,
    says: "The platform's fee in basis points, fixed in a deal at acceptance",
    dangerous: true,
  },
  providers: {
    key: "payment.providers",
    schema: z.array(z.enum(PROVIDER_NAMES)).min(1),
    usual: [...PROVIDER_NAMES],
    says: "Which providers a payer is offered, the usual way first",
    dangerous: true,
  },
  // Rough: one dollar a token, 3,000 for the native coin, 0.1 gwei for gas. An operator sets the real ones.
  floors: {
    key: "payment.floors",
    schema: prices,
    usual: { nativeCents: "300000", assetCents: {}, gasPrice: "100000000", chains: {}, minimum: {} },
    says: "What coins and gas are worth, so from which amount on money is sent or swept by itself; `chains` names a chain's own `nativeCents` and `gasPrice`; `minimum` names base units by asset and wins",
    dangerous: true,
  },
  patienceDays: {
    key: "payment.patienceDays",
    schema: z.number().int().min(1).max(3_650),
    usual: 30,
    says: "Days money may lie unmatched or wait below its floor before it is overdue",
  },
  approvalDays: {
    key: "payment.approvalDays",
    schema: z.number().positive().max(365),
    usual: 3,
    says: "Days a payout may wait for an admin before the operators are told",
  },
  quarantineDays: {
    key: "payment.quarantineDays",
    schema: z.number().positive().max(365),
    usual: 7,
    says: "Days an admin has to decide about money from a listed address before the operators are told again",
  },
  redraftDays: {
    key: "payment.redraftDays",
    schema: z.number().positive().max(365),
    usual: 7,
    says: "Days until a rejected payout is drafted again by itself",
  },
  reorgHoldDays: {
    key: "payment.reorgHoldDays",
    schema: z.number().positive().max(365),
    usual: 14,
    says: "Days at most that a tranche is on hold after the chain took back a credited deposit",
    dangerous: true,
  },
  destinationWaitHours: {
    key: "payment.destinationWaitHours",
    schema: z.number().positive().max(8_760),
    usual: 72,
    says: "Hours a change of the address where somebody's money goes waits before it counts",
    dangerous: true,
  },
  relatedLimit: {
    key: "payment.relatedLimit",
    schema: z.partialRecord(assetIdSchema, amountSchema),
    usual: {},
    says: "By asset, in base units: the most an admin may approve where their account and a party's are likely one person's; 100 whole units of one that it does not name",
    dangerous: true,
  },
  typedAbove: {
    key: "payment.typedAbove",
    schema: z.partialRecord(assetIdSchema, amountSchema),
    usual: {},
    says: "By asset, in base units: from more than this on an approval asks for the amount to be typed; always for one that it does not name",
    dangerous: true,
  },
  twoAbove: {
    key: "payment.twoAbove",
    schema: z.partialRecord(assetIdSchema, amountSchema),
    usual: {},
    says: "By asset, in base units: more than this is paid out only when two admins have approved it; 10,000 whole units of one that it does not name",
    dangerous: true,
  },
  gasLow: {
    key: "payment.gasLow",
    schema: z.partialRecord(chainIdSchema, amountSchema),
    usual: {},
    says: "By chain, in base units of its native coin: with less than this in the escrow wallet the operators are told; a hundredth of a coin on one that it does not name",
  },
  hotCeiling: {
    key: "payment.hotCeiling",
    schema: z.partialRecord(assetIdSchema, amountSchema),
    usual: {},
    says: "By asset, in base units: with more than this in the escrow wallet the operators are told; nothing is said of an asset that it does not name",
    dangerous: true,
  },
  bumpAfterSeconds: {
    key: "payment.bumpAfterSeconds",
    schema: z.number().int().min(1).max(86_400),
    usual: 180,
    says: "Seconds a signed transaction may wait to be mined before it is signed again with the same nonce and a higher fee",
    dangerous: true,
  },
  reconcileEveryHours: {
    key: "payment.reconcileEveryHours",
    schema: z.number().int().min(0).max(720),
    usual: 24,
    says: "Hours between two comparisons of books and chain, counted from midnight UTC; 0: only on an admin's command",
  },
  refusedAlert: {
    key: "payment.refusedAlert",
    schema: z.number().int().min(1).max(1_000_000),
    usual: 100,
    says: "Deliveries to one provider's webhook that are refused within an hour before the operators are told",
  },
  screened: {
    key: "payment.screened",
    schema: z.array(chainAddressSchema).max(1_000),
    usual: [],
    says: "Addresses that nothing is paid to, and whose deposits are paid out to nobody",
    dangerous: true,
  },
} satisfies Settings;
