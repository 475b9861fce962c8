import type { TxCtx } from "@amanat/db";

export type ReleaseDraft = { scope: string; partyId: string; counterpartyId: string; title: string; assetId: string; amount: bigint; fee: bigint; destination: string };

/**
 * Posts held → releasable (`amount`: what the seller receives) and held → platform fee (`fee`, beside it,
 * so amount + fee is the price) and drafts the instruction, pending approval. Errors: INSUFFICIENT_FUNDS.
 */
export declare function draftRelease(tx: TxCtx, input: ReleaseDraft): Promise<{ payoutId: string }>;
