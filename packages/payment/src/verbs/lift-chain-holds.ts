import type { TxCtx } from "@amanat/db";
import { liftReorgHold } from "../internal/reorg-holds.ts";
import { lockAgreement } from "../internal/rows.ts";
import { liveHolds } from "../internal/tranche-balance.ts";

/**
 * Lifts the holds in the chain's name over an agreement, in the transaction that ends it. What other payers paid into it is there, and
 * is about to be refunded. An agreement without such a hold is left as it is.
 */
export async function liftChainHolds(tx: TxCtx, scope: string): Promise<void> {
  const found = await lockAgreement(tx, scope);
  const parts = found?.intents.flatMap((intent) => intent.parts.filter((part) => part.scope === scope)) ?? [];
  for (const tranche of new Set(parts.map((part) => part.tranche)))
    for (const hold of await liveHolds(tx, { scope, tranche })) await liftReorgHold(tx, hold);
}
