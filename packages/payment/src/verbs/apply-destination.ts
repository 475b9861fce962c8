import { appendEvents, audit, closeDeadline, now, requireSystem, type TxCtx } from "@amanat/db";
import { paysIn } from "../internal/destinations.ts";
import { destinationEvent } from "../internal/events.ts";
import { endDestination, movePayout } from "../internal/write-rows.ts";
import { lockPayout, lockAgreement } from "../internal/rows.ts";

/**
 * Makes a changed address current. Payouts that wait for approval get it; their version rises, so an admin who saw the old address gets
 * VERSION_CONFLICT. Payouts that are approved already keep the address they were approved with.
 *
 * - Who: the timer `destination`.
 * - Two at once, replay, and a change that was cancelled first: nothing changes, and the timer ends.
 *
 * Errors: FORBIDDEN (not the system).
 */
export async function applyDestination(tx: TxCtx, id: string): Promise<void> {
  requireSystem(tx.actor);
  const found = await tx.tx.destination.findUnique({ where: { id } });
  // The scope's lock guards its addresses, so the row is read again under it.
  const agreement = found && (await lockAgreement(tx, found.scope));
  const row = await tx.tx.destination.findUnique({ where: { id } });
  await closeDeadline(tx, { purpose: "destination", subjectId: id }, "done");
  if (!agreement || !row || row.appliedAt !== null || row.cancelledAt !== null) return;
  await endDestination(tx, row, { appliedAt: await now(tx) });
  const waiting = await tx.tx.payout.findMany({
    where: { scope: row.scope, partyId: row.ownerId, chain: row.chain, status: "pending_approval" },
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
    payload: { scope: row.scope, chain: row.chain, to: row.address, payouts: turned },
  });
  await appendEvents(tx, [destinationEvent("destination.changed.v1", row, { payer: paysIn(agreement.intents, row.ownerId) })]);
}
