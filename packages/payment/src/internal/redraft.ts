import type { TxCtx } from "@amanat/db";
import { draftPayout } from "./draft.ts";
import { movePayout } from "./move.ts";
import type { PayoutRow } from "./rows.ts";

/**
 * Another instruction in the place of one that ended unpaid: the same money, to the owner's address that counts now. The end of
 * one changes nothing about where money goes; only its owner does, by `changeDestination`. The caller holds the scope's lock.
 */
export async function draftAgain(tx: TxCtx, ended: PayoutRow): Promise<PayoutRow> {
  const { kind, scope, intentId, movementId, partyId, title, assetId, chain, amount, rejectedBy } = ended;
  const terms = { kind, scope, intentId, movementId, partyId, title, assetId, chain, amount, rejectedBy };
  const next = await draftPayout(tx, { ...terms, cause: `again:${ended.id}` });
  await movePayout(tx, ended, ended.status, { replacedById: next.id });
  return next;
}
