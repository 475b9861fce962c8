import type { closeIncidentInput, IncidentView } from "@amanat/contracts";
import { type Ctx, now, oncePerKey, requireRole } from "@amanat/db";
import type * as z from "zod";
import { auditIncident, lockFor, moveIncident } from "../internal/write-rows.ts";
import { viewOf } from "../internal/views.ts";

/**
 * An operator closes an incident, with a note. What mends it later finds it closed; if the cause persists, a new incident is raised.
 *
 * - Who: admin.
 * - From: `open` or `acknowledged`. It ends `closed`, by hand.
 * - Two at once: one through, the other INVALID_STATE.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function closeIncident(ctx: Ctx, input: z.output<typeof closeIncidentInput>): Promise<IncidentView> {
  const { userId } = requireRole(ctx.actor, "admin");
  return oncePerKey(ctx, "incidents.close", input, async (tx) => {
    const { row, to } = await lockFor(tx, input, "close");
    const closing = { state: to, resolution: "by_hand", note: input.note, closedById: userId, closedAt: await now(tx) };
    const moved = await moveIncident(tx, row, closing);
    await auditIncident(tx, "incident.close", moved, { by: "hand" });
    return viewOf(tx, moved);
  });
}
