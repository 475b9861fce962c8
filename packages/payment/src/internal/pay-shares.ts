import { chainOf } from "@amanat/contracts";
import type { TxCtx } from "@amanat/db";
import type { Share } from "@amanat/ledger";
import { draftPayout } from "./draft-payout.ts";
import { moveIntent } from "./write-rows.ts";
import type { MovementRow, PayoutRow, Scope } from "./rows.ts";

/** A share of a movement that somebody is paid. */
export type PersonShare = Extract<Share, { party: string }>;

/**
 * Drafts one instruction for each person a movement pays. A refund also takes what waited for the same payer below the floor.
 * The caller holds the scope's lock and has posted the movement. Errors: INVALID_STATE (somebody has named no address).
 */
export async function payShares(tx: TxCtx, scope: Scope, movement: MovementRow, shares: readonly PersonShare[]): Promise<PayoutRow[]> {
  const drafted: PayoutRow[] = [];
  for (const share of shares) {
    drafted.push(await payShare(tx, scope, { movementId: movement.id, assetId: movement.assetId, share, cause: `move:${movement.id}` }));
  }
  return drafted;
}

/** As `payShares`, for one share, under a cause the caller gives. */
export async function payShare(
  tx: TxCtx,
  scope: Scope,
  { movementId, assetId, share, cause }: { movementId: string | null; assetId: string; share: PersonShare; cause: string },
): Promise<PayoutRow> {
  const kind = share.to === "releasable" ? "release" : "refund";
  const waiting = kind === "refund" ? await takeWaiting(tx, scope, assetId, share.party) : 0n;
  return draftPayout(tx, {
    kind,
    scope: scope.escrow.scope,
    intentId: null,
    movementId,
    cause: `${cause}:${kind}:${share.party}`,
    partyId: share.party,
    title: scope.escrow.title,
    assetId,
    chain: chainOf(assetId),
    amount: share.amount + waiting,
  });
}

async function takeWaiting(tx: TxCtx, scope: Scope, assetId: string, payerId: string): Promise<bigint> {
  let waiting = 0n;
  for (const [index, intent] of scope.intents.entries()) {
    if (intent.payerId !== payerId || intent.assetId !== assetId || intent.scope !== scope.escrow.scope || intent.undrafted === 0n)
      continue;
    waiting += intent.undrafted;
    scope.intents[index] = await moveIntent(tx, intent, intent.status, { undrafted: "0", undraftedSince: null });
  }
  return waiting;
}
