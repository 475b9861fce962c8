import { audit, closeDeadline, mendIncidents, now, requireSystem, type TxCtx } from "@amanat/db";
import { lockChangeRow, SETTING_TIMER } from "../internal/rows.ts";
import { endChange } from "../internal/write-rows.ts";

/**
 * Nobody has confirmed it by its date.
 *
 * - Who: the timer `setting_change`. Ended in the meantime: nothing.
 *
 * Errors: FORBIDDEN (not the system).
 */
export async function expireSetting(tx: TxCtx, changeId: string): Promise<void> {
  requireSystem(tx.actor);
  const row = await lockChangeRow(tx, changeId);
  await closeDeadline(tx, { purpose: SETTING_TIMER, subjectId: changeId }, "done");
  if (row?.state !== "waiting") return;
  await endChange(tx, row, "expired", { by: null, at: await now(tx) });
  await mendIncidents(tx, row.id, ["setting.waiting"]);
  await audit(tx, { action: "settings.expired", subjectKind: "setting_change", subjectId: row.id, payload: { key: row.key } });
}
