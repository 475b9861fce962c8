import type { TxCtx } from "@amanat/db";
import { lockDeal } from "@amanat/deals";
import { PURCHASE } from "../purchase.ts";
import type { LockedPurchase } from "./rows.ts";

/** Locks a purchase: its request, its offer, its deal. Errors: NOT_FOUND, also for a deal of another kind. */
export async function lockPurchase(tx: TxCtx, dealId: string): Promise<LockedPurchase> {
  // It was locked as a purchase, so its terms and rows are a purchase's.
  return (await lockDeal(tx, dealId, { purchase: PURCHASE })) as LockedPurchase;
}
