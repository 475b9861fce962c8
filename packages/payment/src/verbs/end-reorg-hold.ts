import { closeDeadline, requireSystem, type TxCtx } from "@amanat/db";
import { REORG } from "../rules.ts";
import { liftHold } from "./lift-hold.ts";

/**
 * Ends a hold in the chain's name on its date, although the deposit did not come again: money of others in the tranche, and money for
 * which the operator stands in, goes on as before. The incident stays open.
 *
 * - Who: the timer `reorg_hold`. Two at once, replay, and a deposit that came first: nothing changes, and the timer ends.
 *
 * Errors: FORBIDDEN (not the system).
 */
export async function endReorgHold(tx: TxCtx, holdId: string): Promise<void> {
  requireSystem(tx.actor);
  await closeDeadline(tx, { purpose: "reorg_hold", subjectId: holdId }, "done");
  if ((await tx.tx.hold.count({ where: { id: holdId, status: "live", placedBy: REORG } })) > 0)
    await liftHold(tx, { holdId, by: REORG, restore: true });
}
