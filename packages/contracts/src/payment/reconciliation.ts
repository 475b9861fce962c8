import * as z from "zod";
import { dealId } from "../deals/ids.ts";
import { idSchema } from "../ids.ts";
import { balanceSchema } from "../ledger/schemas.ts";
import { amountSchema, assetSchema, chainIdSchema } from "../money.ts";
import { instant, pageInput, pageOf, version } from "../page.ts";
import { chainHashSchema } from "../values/token.ts";
import { OPERATOR_REASON_MIN } from "../values/reason.ts";
import { lineSchema } from "../values/text.ts";
import { differenceId, reconciliationId } from "./ids.ts";

export const RECONCILIATION_STATUSES = ["running", "agrees", "drift", "failed"] as const;
/** `suspected`: seen once, and looked at again. `vanished`: the second look found none. */
export const DIFFERENCE_STATUSES = ["suspected", "open", "vanished", "resolved"] as const;
/**
 * Why books and chain differ, by rule. `missing_event`: money is there that nobody told us of. `late`: what explains it is known, and not booked
 * an hour later. `duplicate`: one transfer is booked twice. `dust`: less than it costs to move. `reorg`: a booked deposit is not on the chain.
 */
export const DRIFT_CAUSES = ["missing_event", "late", "duplicate", "dust", "reorg", "unknown"] as const;
export type ReconciliationStatus = (typeof RECONCILIATION_STATUSES)[number];
export type DifferenceStatus = (typeof DIFFERENCE_STATUSES)[number];
export type DriftCause = (typeof DRIFT_CAUSES)[number];
/** The most differences that a run keeps. */
export const DIFFERENCES_KEPT = 200;

/** One comparison of books and chain. */
export const reconciliationView = z.object({
  id: reconciliationId,
  chain: chainIdSchema,
  chainName: z.string(),
  status: z.enum(RECONCILIATION_STATUSES),
  /** Who started it; null: the timer. */
  startedBy: z.string().nullable(),
  startedAt: instant,
  endedAt: instant.nullable(),
  /** The newest final block that something was compared in. */
  block: z.number().int().nullable(),
  /** Balances of addresses, and deals, that were compared. */
  compared: z.number().int().min(0),
  deals: z.number().int().min(0),
  /** Differences that stood at the second look, those beyond `DIFFERENCES_KEPT` included; and how many of them nobody has resolved. */
  differences: z.number().int().min(0),
  open: z.number().int().min(0),
  /** It raised an incident. */
  alerted: z.boolean(),
  failure: z.string().nullable(),
});
export type ReconciliationView = z.infer<typeof reconciliationView>;
export const reconciliationPage = pageOf(reconciliationView);
export const listReconciliationsInput = z.object({ ...pageInput, chain: chainIdSchema.optional() });
export const byReconciliation = z.object({ reconciliationId });

/** What differs at one address of ours, or between the two records of one deal's money. */
export const differenceView = z.object({
  id: differenceId,
  status: z.enum(DIFFERENCE_STATUSES),
  cause: z.enum(DRIFT_CAUSES),
  /** An address, or a deal. */
  address: z.string().nullable(),
  dealId: dealId.nullable(),
  asset: assetSchema,
  block: z.number().int().nullable(),
  /** What the books say was there. */
  books: balanceSchema,
  /** What the chain says; of a deal, what its transfers and payouts say. */
  chain: balanceSchema,
  /** Seen and not booked yet, so expected beside the books: in, and out. */
  underWayIn: amountSchema,
  underWayOut: amountSchema,
  /** `chain` less what is expected: below zero, money is missing. */
  difference: balanceSchema,
  foundAt: instant,
  resolved: z
    .object({ by: z.string(), at: instant, note: z.string(), journal: idSchema("journal").nullable(), txHash: z.string().nullable() })
    .nullable(),
  version,
});
export type DifferenceView = z.infer<typeof differenceView>;
/** A run with its differences, the largest first and of equal ones the oldest. */
export const reconciliationDetail = z.object({ run: reconciliationView, differences: z.array(differenceView) });
export type ReconciliationDetail = z.infer<typeof reconciliationDetail>;

export const startReconciliationInput = z.object({ chain: chainIdSchema });
/** What explains a difference: a journal of the ledger that touches it, or a transaction of its chain. */
export const resolveDifferenceInput = z.object({
  differenceId,
  version,
  note: lineSchema({ min: OPERATOR_REASON_MIN, max: 500 }),
  link: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("journal"), journal: idSchema("journal") }),
    z.object({ kind: z.literal("transaction"), txHash: chainHashSchema }),
  ]),
});
