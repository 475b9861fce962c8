import { audit, closeDeadline, requireSystem, type TxCtx } from "@amanat/db";
import { planSweep } from "../internal/plan-sweep.ts";
import { lockIntent } from "../internal/rows.ts";

/**
 * Plans another sweep for coins whose sweep was given up after too many tries: what made it fail may have passed. The incident stays open.
 *
 * - Who: the timer `sweep_again`. Two at once and replay: the timer ends with the first.
 *
 * Errors: FORBIDDEN (not the system).
 */
export async function sweepAgain(tx: TxCtx, sweepId: string): Promise<void> {
  requireSystem(tx.actor);
  const sweep = await tx.tx.sweep.findUniqueOrThrow({ where: { id: sweepId } });
  const intent = await lockIntent(tx, sweep.intentId);
  await closeDeadline(tx, { purpose: "sweep_again", subjectId: sweepId }, "done");
  if (intent === null || sweep.status !== "failed") return;
  await planSweep(tx, intent, { id: sweep.incomingId, assetId: sweep.assetId, amount: sweep.amount });
  await audit(tx, {
    action: "sweep.again",
    subjectKind: "sweep",
    subjectId: sweepId,
    payload: { address: sweep.address, amount: sweep.amount.toString() },
  });
}
