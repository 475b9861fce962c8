import { type bySettingChange, DomainError, type SettingChangeView } from "@amanat/contracts";
import {
  audit,
  changeSetting as store,
  closeDeadline,
  type Ctx,
  type Json,
  mendIncidents,
  now,
  oncePerKey,
  requireRole,
  requireStepUp,
} from "@amanat/db";
import type * as z from "zod";
import { demandOf } from "../internal/demand.ts";
import { lockChange, lockSetting, SETTING_TIMER } from "../internal/rows.ts";
import { viewOf } from "../internal/views.ts";
import { endChange } from "../internal/write-rows.ts";
import type { Declared, SettingsPeople } from "../ports.ts";
import { readValue } from "../rules.ts";

/**
 * Another admin confirms the change of a dangerous setting, and it holds.
 *
 * - Who: an admin who did not ask for it, and is no new one; with a proof of presence over the key and what it will be.
 * - From: waiting, before its date. Two at once: one through, the other INVALID_STATE. Replay: with the same Idempotency-Key the stored answer.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN (also: a new admin), NOT_FOUND, SELF_APPROVAL, INVALID_STATE (ended, its date is over, or it fits
 * the setting no more), VERSION_CONFLICT (the setting was changed otherwise meanwhile), STEP_UP_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function confirmSetting(
  ctx: Ctx,
  input: z.output<typeof bySettingChange>,
  { declared, people }: { declared: Declared; people: SettingsPeople | undefined },
): Promise<SettingChangeView> {
  const admin = requireRole(ctx.actor, "admin");
  return oncePerKey(ctx, "settings.confirm", input, async (tx) => {
    const row = await lockChange(tx, input.changeId);
    if (row.askedById === admin.userId) throw new DomainError("SELF_APPROVAL");
    const at = await now(tx);
    if (row.state !== "waiting" || (row.dueAt !== null && row.dueAt <= at)) throw new DomainError("INVALID_STATE");
    if (people) {
      const from = await people.decidesFrom(tx, admin.userId);
      if (from === null || from > at) throw new DomainError("FORBIDDEN", "New admins confirm nothing yet.");
    }
    const one = declared().find(({ key }) => key === row.key);
    const read = one ? readValue(one, JSON.stringify(row.after)) : null;
    if (!one || read === null || "issues" in read) throw new DomainError("INVALID_STATE");
    await requireStepUp(tx, demandOf("settings.confirm", row.key, row.after as Json));
    await lockSetting(tx, row.key);
    await store(tx, one, read.value, row.seen);
    const after = await endChange(tx, row, "applied", { by: admin.userId, at });
    await closeDeadline(tx, { purpose: SETTING_TIMER, subjectId: row.id }, "done");
    await mendIncidents(tx, row.id, ["setting.waiting"]);
    await audit(tx, {
      action: "settings.confirmed",
      subjectKind: "setting_change",
      subjectId: row.id,
      payload: { key: row.key, from: row.before as Json, to: row.after as Json, askedBy: row.askedById },
    });
    return viewOf(tx, after);
  });
}
