import { type bySettingChange, DomainError, type SettingChangeView } from "@amanat/contracts";
import { audit, closeDeadline, type Ctx, mendIncidents, now, oncePerKey, requireRole } from "@amanat/db";
import type * as z from "zod";
import { lockChange, SETTING_TIMER } from "../internal/rows.ts";
import { viewOf } from "../internal/views.ts";
import { endChange } from "../internal/write-rows.ts";

/**
 * Ends a change that waits without making it: whoever asked takes it back, another admin refuses it.
 *
 * - Who: an admin. From: waiting. Two at once: one through, the other INVALID_STATE. Replay: with the same Idempotency-Key the stored answer.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, INVALID_STATE, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function declineSetting(ctx: Ctx, input: z.output<typeof bySettingChange>): Promise<SettingChangeView> {
  const admin = requireRole(ctx.actor, "admin");
  return oncePerKey(ctx, "settings.decline", input, async (tx) => {
    const row = await lockChange(tx, input.changeId);
    if (row.state !== "waiting") throw new DomainError("INVALID_STATE");
    const to = row.askedById === admin.userId ? "withdrawn" : "refused";
    const after = await endChange(tx, row, to, { by: admin.userId, at: await now(tx) });
    await closeDeadline(tx, { purpose: SETTING_TIMER, subjectId: row.id });
    await mendIncidents(tx, row.id, ["setting.waiting"]);
    await audit(tx, { action: `settings.${to}`, subjectKind: "setting_change", subjectId: row.id, payload: { key: row.key } });
    return viewOf(tx, after);
  });
}
