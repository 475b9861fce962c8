import {
  type closeIncidentInput,
  DomainError,
  type incidentAction,
  type IncidentKind,
  INCIDENTS,
  type IncidentView,
} from "@amanat/contracts";
import { audit, type Ctx, type Incident, now, oncePerKey, requireRole, reviveDelivery, type TxCtx } from "@amanat/db";
import { retryWebhook } from "@amanat/payment";
import type * as z from "zod";
import { kindOf, lockIncident, moveIncident, uuidOfIncident, viewsOf } from "./rows.ts";

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
    const row = await taken(tx, input, ["open"]);
    const moved = await moveIncident(tx, row, { state: "acknowledged", acknowledgedById: userId, acknowledgedAt: await now(tx) });
    await noted(tx, "incident.acknowledge", moved, {});
    return view(tx, moved);
  });
}

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
    const row = await taken(tx, input, ["open", "acknowledged"]);
    const closing = { state: "closed", resolution: "by_hand", note: input.note, closedById: userId, closedAt: await now(tx) };
    const moved = await moveIncident(tx, row, closing);
    await noted(tx, "incident.close", moved, { by: "hand" });
    return view(tx, moved);
  });
}

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
    const row = await taken(tx, input, ["open", "acknowledged"]);
    const kind = kindOf(row);
    const again = RETRIES[kind];
    if (again === undefined || !INCIDENTS[kind].retry) throw new DomainError("INVALID_STATE");
    await again(tx, row.subject);
    const moved = await moveIncident(tx, row, { state: "acknowledged", acknowledgedById: userId, acknowledgedAt: await now(tx) });
    await noted(tx, "incident.retry", moved, {});
    return view(tx, moved);
  });
}

async function taken(tx: TxCtx, input: z.output<typeof incidentAction>, from: readonly string[]): Promise<Incident> {
  const row = await lockIncident(tx, uuidOfIncident(input.incidentId));
  if (!from.includes(row.state)) throw new DomainError("INVALID_STATE");
  if (row.version !== input.version) throw new DomainError("VERSION_CONFLICT");
  return row;
}

function noted(tx: TxCtx, action: string, row: Incident, payload: Record<string, string>): Promise<void> {
  return audit(tx, { action, subjectKind: "incident", subjectId: row.id, payload: { kind: row.kind, subject: row.subject, ...payload } });
}

async function view(tx: TxCtx, row: Incident): Promise<IncidentView> {
  const [shown] = await viewsOf(tx, [row]);
  if (!shown) throw new DomainError("NOT_FOUND");
  return shown;
}
