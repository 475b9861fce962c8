import type { TxCtx } from "@amanat/db";

export type NewIntent = { scope: string; payerId: string; payeeId: string; title: string; assetId: string; amount: bigint; expiresAt: Date };

/** Opens the books for one price: an intent in `created`. Errors: ASSET_NOT_SUPPORTED, VALIDATION_ERROR. */
export declare function createIntent(tx: TxCtx, input: NewIntent): Promise<{ intentId: string }>;
