import * as z from "zod";
import { amountSchema, assetSchema, chainIdSchema } from "../money.ts";
import { instant, nothing, pageInput, pageOf } from "../page.ts";
import { addressSchema } from "../values/address.ts";
import { OPERATOR_REASON_MIN } from "../values/reason.ts";
import { lineSchema } from "../values/text.ts";
import { idSchema } from "../ids.ts";
import { dealId } from "../deals/ids.ts";

/** Who signs what moves our money. `hot-key`: a key that the worker reads from a file. */
export const SIGNERS = ["hot-key"] as const;
export const SWEEP_STATUSES = ["planned", "gas_topup", "transfer", "settled", "failed"] as const;
export type SweepStatus = (typeof SWEEP_STATUSES)[number];
/** The most addresses that one command names. */
export const SWEEPS_NAMED = 50;

/** How a chain's custody is set up, and how much gas is left. */
export const custodyHealthView = z.object({
  chain: chainIdSchema,
  name: z.string(),
  /** Where sweeps go and payouts come from. It pays all gas. */
  wallet: z.string(),
  /** The first address of the extended public key. The web's process refuses to start with a private one. Null where payments have no addresses of their own. */
  firstDeposit: z.object({ address: z.string(), path: z.string() }).nullable(),
  /** What a worker says; null while none has looked. */
  worker: z
    .object({
      signer: z.enum(SIGNERS),
      /** The wallet whose key it holds is the one payers are shown. */
      agrees: z.boolean(),
      /** 0: sweeps run on an admin's command alone. */
      sweepEveryMs: z.number().int().min(0),
      gas: amountSchema,
      /** Less than `payment.gasLow`. */
      low: z.boolean(),
      notedAt: instant,
      /** Nobody has looked for a minute. */
      silent: z.boolean(),
    })
    .nullable(),
  /** Below this much the operators are told. */
  gasLow: amountSchema,
  gasAsset: assetSchema,
  /** What the wallet holds by our books, and the most of it that it should; null where no ceiling is set. */
  holdings: z.array(z.object({ asset: assetSchema, amount: amountSchema, ceiling: amountSchema.nullable(), over: z.boolean() })),
});
export type CustodyHealthView = z.infer<typeof custodyHealthView>;
export const custodyHealthInput = nothing;
export const custodyHealthList = z.object({ chains: z.array(custodyHealthView) });

/** One of a sweep's transactions: gas for its address, or the transfer itself. */
export const sweepTransactionView = z.object({ step: z.string(), status: z.string(), txHash: z.string(), at: instant });

/** Money on its way from a deposit address to the escrow wallet. */
export const sweepView = z.object({
  id: idSchema("sweep"),
  status: z.enum(SWEEP_STATUSES),
  chain: chainIdSchema,
  address: z.string(),
  asset: assetSchema,
  amount: amountSchema,
  /** The deal of its address; null where it is several deals'. */
  dealId: dealId.nullable(),
  /** A payout waits for it. */
  wanted: z.boolean(),
  commandedAt: instant.nullable(),
  /** Worth its gas by `payment.floors`. */
  worth: z.boolean(),
  failure: z.string().nullable(),
  createdAt: instant,
  transactions: z.array(sweepTransactionView),
});
export type SweepView = z.infer<typeof sweepView>;
export const sweepPage = pageOf(sweepView);
/** `under_way`: everything that has not ended, and what was given up. */
export const SWEEP_FILTERS = ["under_way", "settled"] as const;
export const listSweepsInput = z.object({ ...pageInput, show: z.enum(SWEEP_FILTERS).default("under_way") });

/** Addresses whose sweeps are started whatever they are worth; without them, every planned one that is worth its gas. */
export const startSweepsInput = z.object({
  chain: chainIdSchema,
  addresses: z.array(addressSchema).min(1).max(SWEEPS_NAMED).optional(),
  reason: lineSchema({ min: OPERATOR_REASON_MIN, max: 500 }),
});
export const sweepsStarted = z.object({ sweeps: z.number().int().min(1) });
