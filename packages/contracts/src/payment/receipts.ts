import * as z from "zod";
import { amountSchema, assetSchema } from "../money.ts";
import { instant } from "../page.ts";
import { chainHashSchema } from "../values/token.ts";
import { receiptId } from "./ids.ts";

export const byReceipt = z.object({ receiptId });

/** One proved transfer, as anybody can find it on the chain. */
const receiptTransfer = z.object({
  txHash: chainHashSchema,
  amount: amountSchema,
  /** Where anybody can look it up; null for a chain without such a page. */
  explorer: z.url().nullable(),
  creditedAt: instant,
});

/**
 * What was paid for a deal, for whoever knows the receipt's id. It names nobody, and no address: only what its payer chose to show by
 * giving the id away, and what the chain shows to everybody.
 */
export const receiptView = z.object({
  id: receiptId,
  title: z.string(),
  asset: assetSchema,
  /** The price. */
  amount: amountSchema,
  /** Proved on chain; more than the price where its payer sent too much. */
  received: amountSchema,
  /** Null where the chain took the payment back after it was paid. */
  paidAt: instant.nullable(),
  agreedAt: instant,
  /** The proved ones, the oldest first; `transferCount` is the number of all. */
  transfers: z.array(receiptTransfer),
  transferCount: z.number().int(),
});
export type ReceiptView = z.infer<typeof receiptView>;
