import type { incidentAction, IncidentView } from "@amanat/contracts";
import { type Ctx, now, oncePerKey, requireRole } from "@amanat/db";
import type * as z from "zod";
import { auditIncident, lockFor, moveIncident } from "../internal/write-rows.ts";
import { viewOf } from "../internal/views.ts";

/**
 * Somebody takes an incident, so that others can take the next.
 *
 * - Who: guard and admin.
 * - From: `open`. It ends `acknowledged`.
 * - Two at once: one through, the other INVALID_STATE. Against the act that mends it: whoever locks first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function acknowledgeIncident(ctx: Ctx, input: z.output<typeof incidentAction>): Promise<IncidentView> {
  const { userId } = requireRole(ctx.actor, "guard", "admin");
  return oncePerKey(ctx, "incidents.acknowledge", input, async (tx) => {
    const { row, to } = await lockFor(tx, input, "acknowledge");
    const moved = await moveIncident(tx, row, { state: to, acknowledgedById: userId, acknowledgedAt: await now(tx) });
    await auditIncident(tx, "incident.acknowledge", moved, {});
    return viewOf(tx, moved);
  });
}
