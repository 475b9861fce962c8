import type { IncidentKind } from "@amanat/contracts";
import { type Ctx, mendIncidents, type NewIncident, now, raiseIncident } from "@amanat/db";

/** How long something may wait, or fail and be tried again, before a person is told. */
const PATIENCE_MS = 10 * 60_000;

/** Tells a person of what has not come on since `since`: an outage of a minute is nobody's work. */
export async function raiseStuck(ctx: Ctx, since: Date, incident: NewIncident): Promise<void> {
  if ((await now(ctx)).getTime() - since.getTime() >= PATIENCE_MS) await raiseIncident(ctx, incident);
}

/** What had waited that long has come on: whoever was told is told that, too. */
export async function mendStuck(ctx: Ctx, since: Date, subject: string, kind: IncidentKind): Promise<void> {
  if ((await now(ctx)).getTime() - since.getTime() >= PATIENCE_MS) await mendIncidents(ctx, subject, [kind]);
}

/** An error in words for the operator. */
export function inWords(error: unknown): { failure: string } {
  return { failure: error instanceof Error ? error.message : String(error) };
}

/** What an incident of an instruction is about; what no deal was paid with has no deal. */
export function incidentSubject(payout: { id: string; scope: string; unmatchedId: string | null }): { subject: string; dealId?: string } {
  return { subject: payout.id, ...(payout.unmatchedId === null ? { dealId: payout.scope } : {}) };
}
