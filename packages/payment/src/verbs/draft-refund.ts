import type { TxCtx } from "@amanat/db";

/** Posts everything held for the scope → refundable and drafts its refund to the intent's refund address; null when nothing is held. */
export declare function draftRefund(tx: TxCtx, input: { scope: string; reason: string }): Promise<{ payoutId: string | null }>;
