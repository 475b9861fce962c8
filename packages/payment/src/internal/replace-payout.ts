import type { TxCtx } from "@amanat/db";
import { draftPayout } from "./draft-payout.ts";
import { movePayout } from "./write-rows.ts";
import type { PayoutRow } from "./rows.ts";

/**
 * Drafts the payout that replaces one that ended unpaid: the same money, to the owner's current address. The address itself changes only by
 * `changeDestination`. The caller holds the scope's lock.
 */
export async function replacePayout(tx: TxCtx, ended: PayoutRow): Promise<PayoutRow> {
  const { kind, scope, intentId, movementId, partyId, title, assetId, chain, amount, rejectedBy } = ended;
  const terms = { kind, scope, intentId, movementId, partyId, title, assetId, chain, amount, rejectedBy };
  const next = await draftPayout(tx, { ...terms, cause: `again:${ended.id}` });
  await movePayout(tx, ended, ended.status, { replacedById: next.id });
  return next;
}
