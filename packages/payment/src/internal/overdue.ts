import type { IncidentKind } from "@amanat/contracts";
import { type Ctx, mendIncidents, type NewIncident, now, raiseIncident } from "@amanat/db";

/** How long something may wait, or fail and be tried again, before a person is told. */
const PATIENCE_MS = 10 * 60_000;

/** Raises an incident for what has made no progress since `since`. A short outage raises none: it ends by itself. */
export async function raiseOverdue(ctx: Ctx, since: Date, incident: NewIncident): Promise<void> {
  if ((await now(ctx)).getTime() - since.getTime() >= PATIENCE_MS) await raiseIncident(ctx, incident);
}

/** Closes the incident of what goes on again, where it had waited long enough for one to have been raised. */
export async function mendOverdue(ctx: Ctx, since: Date, subject: string, kind: IncidentKind): Promise<void> {
  if ((await now(ctx)).getTime() - since.getTime() >= PATIENCE_MS) await mendIncidents(ctx, subject, [kind]);
}

/** An error in words for the operator. */
export function inWords(error: unknown): { failure: string } {
  return { failure: error instanceof Error ? error.message : String(error) };
}

/** The subject of an instruction's incident. An instruction that refunds an unmatched deposit has no deal. */
export function incidentSubject(payout: { id: string; scope: string; unmatchedId: string | null }): { subject: string; dealId?: string } {
  return { subject: payout.id, ...(payout.unmatchedId === null ? { dealId: payout.scope } : {}) };
}
