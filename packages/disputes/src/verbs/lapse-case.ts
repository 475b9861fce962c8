import { requireSystem, type TxCtx } from "@amanat/db";
import { closeCase } from "../internal/close-case.ts";
import { lockCase } from "../internal/locks.ts";
import { liveCase } from "../internal/rows.ts";
import type { DisputePorts } from "../ports.ts";

/**
 * The deal of a case has ended without it: its price left the chain and was not paid again. There is nothing left to decide.
 *
 * - Who: the system, as reaction to `deal.cancelled`. Two at once, replay: the second finds no case that is open.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function lapseCase(tx: TxCtx, input: { dealId: string }, ports: DisputePorts): Promise<void> {
  requireSystem(tx.actor);
  const found = await liveCase(tx, input.dealId);
  if (!found) return;
  const both = await lockCase(tx, found.id, ports.kinds);
  if (both.row.closedAt !== null) return;
  await closeCase(tx, both, {
    move: { on: "lapse", by: "system" },
    how: "money_gone",
    decision: null,
    cause: `lapsed:${found.id}`,
    author: null,
  });
}
