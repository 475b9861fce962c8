import type { IntentException, IntentStatus, PayoutKind, PayoutStatus } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";

/** The newest intent of a scope, raw ids, no access check: for the context that owns the scope. */
export type IntentSummary = { id: string; status: IntentStatus; exception: IntentException; amount: bigint; received: bigint; refundAddress: string | null; expiresAt: Date };
/** One instruction of a scope, oldest first. */
export type PayoutSummary = { id: string; kind: PayoutKind; status: PayoutStatus; amount: bigint; destination: string; txHash: string | null };

export declare function intentOf(ctx: Ctx, scope: string): Promise<IntentSummary | null>;
export declare function payoutsOf(ctx: Ctx, scope: string): Promise<PayoutSummary[]>;
