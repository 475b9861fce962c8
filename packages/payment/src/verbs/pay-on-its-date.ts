import { audit, closeDeadline, requireSystem, type TxCtx } from "@amanat/db";
import { lockAgreement } from "../internal/rows.ts";
import { payWaiting, waitingTimerOf } from "../internal/waiting-releases.ts";

/**
 * Pays the releases that wait in a tranche, because their date came and no movement has paid them: one payout for each payee.
 *
 * - Who: the timer `release_waiting`, in the name of the tranche's first movement that waits. From: `waiting`. While the money is on hold
 *   the timer stands still.
 * - Two at once, replay, and a movement that paid first: nothing changes, and the timer ends.
 *
 * Errors: FORBIDDEN (not the system).
 */
export async function payOnItsDate(tx: TxCtx, movementId: string): Promise<void> {
  requireSystem(tx.actor);
  const found = await tx.tx.movement.findFirst({ where: { id: movementId, tenantId: tx.actor.tenantId } });
  const agreement = found && (await lockAgreement(tx, found.scope));
  await closeDeadline(tx, waitingTimerOf({ id: movementId }), "done");
  if (!agreement) return;
  for (const { payouts } of await payWaiting(tx, agreement, found))
    await audit(tx, {
      action: "money.pay_waiting",
      subjectKind: "escrow",
      subjectId: found.scope,
      payload: { tranche: found.tranche, payouts: payouts.map(({ id }) => id) },
    });
}
