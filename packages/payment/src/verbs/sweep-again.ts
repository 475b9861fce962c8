import { isNative } from "@amanat/contracts";
import { audit, closeDeadline, requireSystem, type TxCtx } from "@amanat/db";
import { sumOf } from "../internal/divide-tranche.ts";
import { planSweep } from "../internal/plan-sweep.ts";
import { lockIntent, type SweepRow } from "../internal/rows.ts";

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
  const amount = await unsweptOf(tx, sweep);
  if (amount === 0n) return;
  await planSweep(tx, intent, { id: sweep.incomingId, assetId: sweep.assetId, amount });
  await audit(tx, {
    action: "sweep.again",
    subjectKind: "sweep",
    subjectId: sweepId,
    payload: { address: sweep.address, amount: amount.toString() },
  });
}

/** What of a sweep's coins is still there: a deposit may have left the chain meanwhile, or gone with another sweep. */
export async function unsweptOf(tx: TxCtx, { chain, address, assetId, amount }: SweepRow): Promise<bigint> {
  // Native coin comes without a transfer of its own; `reconcileNative` counts it.
  if (isNative(assetId)) return amount;
  const at = { chain, assetId };
  const arrived = await tx.tx.incomingTransfer.findMany({
    where: { ...at, recipient: address, status: "credited" },
    select: { amount: true },
  });
  const sweeps = await tx.tx.sweep.findMany({ where: { ...at, address, status: { not: "failed" } }, select: { amount: true } });
  const left = sumOf(arrived) - sumOf(sweeps);
  return left < 0n ? 0n : left < amount ? left : amount;
}
