import { closeDeadline, requireSystem, setDeadline, type TxCtx } from "@amanat/db";
import { lockIntentOf, nextDate, quarantineTimerOf, tellOf } from "../internal/quarantine.ts";
import { lockQuarantine } from "../internal/rows.ts";
import { moveQuarantine } from "../internal/write-quarantine.ts";

/**
 * Tells the operators of frozen money that no admin has decided on by its date, and sets the next one.
 *
 * - Who: the timer `quarantine_due`. Decided on in the meantime: nothing, and the timer ends.
 *
 * Errors: FORBIDDEN (not the system).
 */
export async function tellQuarantined(tx: TxCtx, id: string): Promise<void> {
  requireSystem(tx.actor);
  const intent = await lockIntentOf(tx, id);
  const frozen = await lockQuarantine(tx, id);
  if (frozen?.status !== "frozen") return closeDeadline(tx, quarantineTimerOf(id));
  await tellOf(tx, frozen, intent?.scope ?? null);
  const decideBy = await nextDate(tx);
  await moveQuarantine(tx, frozen, "frozen", { decideBy });
  await setDeadline(tx, { ...quarantineTimerOf(id), dueAt: decideBy });
}
