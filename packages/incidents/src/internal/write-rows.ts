import { DomainError, type incidentAction, type IncidentState } from "@amanat/contracts";
import { audit, type Incident, noteChange, requireRole, type TxCtx, wayOf } from "@amanat/db";
import type * as z from "zod";
import { INCIDENT, type IncidentTrigger } from "../state.ts";
import { uuidOfIncident } from "./views.ts";

/** Locks an incident. Errors: NOT_FOUND. */
async function lockIncident(tx: TxCtx, id: string): Promise<Incident> {
  await tx.tx.$queryRaw`SELECT 1 FROM "Incident" WHERE "id" = ${id}::uuid FOR UPDATE`;
  const row = await tx.tx.incident.findFirst({ where: { id, tenantId: tx.actor.tenantId } });
  if (!row) throw new DomainError("NOT_FOUND");
  return row;
}

/**
 * Locks an incident for a move, and says where the move leads.
 * Errors: FORBIDDEN, NOT_FOUND, INVALID_STATE (not from its state), VERSION_CONFLICT (the caller decided on an older version).
 */
export async function lockFor(
  tx: TxCtx,
  input: z.output<typeof incidentAction>,
  on: IncidentTrigger,
): Promise<{ row: Incident; to: IncidentState }> {
  const row = await lockIncident(tx, uuidOfIncident(input.incidentId));
  const by = requireRole(tx.actor, "guard", "admin").roles.includes("admin") ? "admin" : "guard";
  const way = wayOf(INCIDENT, row.state as IncidentState, on, by);
  if (row.version !== input.version) throw new DomainError("VERSION_CONFLICT");
  return { row, to: way.to };
}

type Change = Partial<Pick<Incident, "state" | "acknowledgedById" | "acknowledgedAt" | "resolution" | "note" | "closedById" | "closedAt">>;

/** Compares and sets on state and version. Errors: VERSION_CONFLICT. */
export async function moveIncident(tx: TxCtx, row: Incident, change: Change): Promise<Incident> {
  const { count } = await tx.tx.incident.updateMany({
    where: { id: row.id, state: row.state, version: row.version },
    data: { ...change, version: { increment: 1 } },
  });
  if (count !== 1) throw new DomainError("VERSION_CONFLICT");
  const after = { ...row, ...change, version: row.version + 1 };
  noteChange(tx, { kind: "incident", id: row.id, before: row, after });
  return after;
}

export function auditIncident(tx: TxCtx, action: string, row: Incident, payload: Record<string, string>): Promise<void> {
  return audit(tx, { action, subjectKind: "incident", subjectId: row.id, payload: { kind: row.kind, subject: row.subject, ...payload } });
}
