import { closeDeadline, requireSystem, type TxCtx } from "@amanat/db";
import { claimTimerOf } from "../internal/claims.ts";
import { lockClaim, lockUnmatched } from "../internal/rows.ts";
import { moveClaim } from "../internal/write-claim.ts";

/**
 * Closes a claim whose second transfer did not come within its day. One that comes later is a deposit like any other, and can be claimed.
 *
 * - Who: the timer `claim_ends`. Proved in the meantime: nothing, and the timer ends.
 *
 * Errors: FORBIDDEN (not the system).
 */
export async function endClaim(tx: TxCtx, id: string): Promise<void> {
  requireSystem(tx.actor);
  const claim = await tx.tx.depositClaim.findUnique({ where: { id }, select: { unmatchedId: true } });
  if (claim !== null) await lockUnmatched(tx, claim.unmatchedId);
  const still = claim === null ? null : await lockClaim(tx, id);
  if (still?.status === "begun") await moveClaim(tx, still, "closed");
  await closeDeadline(tx, claimTimerOf(id));
}
