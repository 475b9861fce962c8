import { appendEvents, audit, closeDeadline, now, requireSystem, type TxCtx } from "@amanat/db";
import { paysIn } from "../internal/destinations.ts";
import { destinationEvent } from "../internal/events.ts";
import { endDestination, movePayout } from "../internal/write-rows.ts";
import { lockPayout, lockScope } from "../internal/rows.ts";

/**
 * A changed address counts from now on: instructions that nobody has approved are turned to it, and their new version makes
 * whoever was looking at the old address look again. What is approved stays as it was approved.
 *
 * - Who: the timer `destination`. Two at once, replay, and a change taken back first: nothing waits, and only the timer ends.
 *
 * Errors: FORBIDDEN (not the system).
 */
export async function applyDestination(tx: TxCtx, id: string): Promise<void> {
  requireSystem(tx.actor);
  const found = await tx.tx.destination.findUnique({ where: { id } });
  // Every change of a scope's addresses is made under its lock.
  const scope = found && (await lockScope(tx, found.scope));
  const row = await tx.tx.destination.findUnique({ where: { id } });
  await closeDeadline(tx, { purpose: "destination", subjectId: id }, "done");
  if (!scope || !row || row.appliedAt !== null || row.cancelledAt !== null) return;
  await endDestination(tx, row, { appliedAt: await now(tx) });
  const waiting = await tx.tx.payout.findMany({
    where: { scope: row.scope, partyId: row.ownerId, status: "pending_approval" },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  const turned: string[] = [];
  for (const { id: payoutId } of waiting) {
    const payout = await lockPayout(tx, payoutId);
    if (payout?.status !== "pending_approval") continue;
    await movePayout(tx, payout, "pending_approval", { destination: row.address });
    turned.push(payoutId);
  }
  await audit(tx, {
    action: "destination.apply",
    subjectKind: "destination",
    subjectId: id,
    payload: { scope: row.scope, to: row.address, payouts: turned },
  });
  await appendEvents(tx, [destinationEvent("destination.changed.v1", row, { payer: paysIn(scope.intents, row.ownerId) })]);
}
