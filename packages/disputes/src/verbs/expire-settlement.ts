import { publicId } from "@amanat/contracts";
import { appendEvents, closeDeadline, requireSystem, type TxCtx } from "@amanat/db";
import { caseEvent } from "../internal/events.ts";
import { lockCase } from "../internal/locks.ts";
import { moveSettlement, settlementById, settlementOf } from "../internal/settlements.ts";
import { putOffByOutage } from "../internal/uptime.ts";
import type { DisputePorts } from "../ports.ts";

/**
 * Nobody answered a settlement offer in time.
 *
 * - Who: the timer. Two at once, replay, and an offer that was answered: only the timer is closed.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function expireSettlement(tx: TxCtx, input: { settlementId: string }, ports: DisputePorts): Promise<void> {
  requireSystem(tx.actor);
  const timer = { purpose: "dispute_offer", subjectId: input.settlementId };
  if (await putOffByOutage(tx, timer)) return;
  const found = await settlementById(tx, input.settlementId);
  const { row } = await lockCase(tx, found.caseId, ports.kinds);
  const offer = await settlementOf(tx, row, found.id);
  if (offer.status !== "open") return closeDeadline(tx, timer);
  await moveSettlement(tx, offer, "expire", "timer");
  const event = { settlementId: publicId("settlement", offer.id), kind: offer.kind, by: offer.by, answer: "expired" };
  await appendEvents(tx, [caseEvent("dispute.settlement_answered.v1", row, "system", event)]);
}
