import type { TxCtx } from "@amanat/db";

/** Locks the intent; `money_seen` (nothing changed) when anything was detected or received, or it is credited. */
export declare function expireIntent(tx: TxCtx, input: { scope: string }): Promise<"expired" | "money_seen">;
