import { DomainError, type incidentAction, type IncidentKind, INCIDENTS, type IncidentView } from "@amanat/contracts";
import { type Ctx, now, oncePerKey, requireRole, reviveDelivery, type TxCtx } from "@amanat/db";
import { retryWebhook } from "@amanat/payment";
import type * as z from "zod";
import { auditIncident, lockFor, moveIncident } from "../internal/write-rows.ts";
import { kindOf, viewOf } from "../internal/views.ts";

/** What an operator can retry. Each makes its subject due again, and the worker takes it like any other. */
const RETRIES: Partial<Record<IncidentKind, (tx: TxCtx, subject: string) => Promise<void>>> = {
  "event.given_up": reviveDelivery,
  "webhook.set_aside": retryWebhook,
};

/**
 * Retries what was given up. The incident stays open until it has succeeded, which closes it; another failure counts on it.
 *
 * - Who: admin.
 * - From: `open` or `acknowledged`, of a kind that can be tried again. It ends `acknowledged`.
 * - Two at once: one through, the other VERSION_CONFLICT.
 * - Replay: with the same Idempotency-Key the stored answer; without one VERSION_CONFLICT.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, INVALID_STATE (closed, or of another kind), VERSION_CONFLICT,
 * IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function retryIncident(ctx: Ctx, input: z.output<typeof incidentAction>): Promise<IncidentView> {
  const { userId } = requireRole(ctx.actor, "admin");
  return oncePerKey(ctx, "incidents.retry", input, async (tx) => {
    const { row, to } = await lockFor(tx, input, "retry");
    const kind = kindOf(row);
    const again = RETRIES[kind];
    if (again === undefined || !INCIDENTS[kind].retry) throw new DomainError("INVALID_STATE");
    await again(tx, row.subject);
    const moved = await moveIncident(tx, row, { state: to, acknowledgedById: userId, acknowledgedAt: await now(tx) });
    await auditIncident(tx, "incident.retry", moved, {});
    return viewOf(tx, moved);
  });
}
