import type { TxCtx } from "@amanat/db";

/**
 * Cancels an intent that is not credited yet. The intent ends as `cancelled` in both answers; `money_seen`
 * means part of the price was proved (it is refundable now, its refund drafted) or is still confirming
 * (it will be refunded when proved). Errors: INVALID_STATE when credited (use draftRefund).
 */
export declare function cancelIntent(tx: TxCtx, input: { scope: string }): Promise<"cancelled" | "money_seen">;
