import * as z from "zod";
import { amountSchema, assetSchema } from "../money.ts";
import { instant } from "../page.ts";
import { chainHashSchema } from "../values/token.ts";
import { receiptId } from "./ids.ts";

export const byReceipt = z.object({ receiptId });

/** A proved transfer of the payment. Everything in it is public on the chain. */
const receiptTransfer = z.object({
  txHash: chainHashSchema,
  amount: amountSchema,
  /** The transaction's page at a block explorer; null for a chain without one. */
  explorer: z.url().nullable(),
  creditedAt: instant,
});

/**
 * The receipt of a payment, readable by everybody who has its id. It holds no person's name and no address: only the deal's title and amounts,
 * which its payer shows by giving the id away, and what is public on the chain.
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
