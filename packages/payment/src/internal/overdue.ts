import type { IncidentKind } from "@amanat/contracts";
import { type Ctx, mendIncidents, type NewIncident, now, raiseIncident } from "@amanat/db";
import { isOfDeal } from "../rules.ts";
import type { PayoutRow } from "./rows.ts";

/** How long something may wait or fail before an incident is raised. */
export const PATIENCE_MS = 10 * 60_000;

/** Raises an incident when there was no progress since `since`. Short outages raise none: they end by themselves. */
export async function raiseOverdue(ctx: Ctx, since: Date, incident: NewIncident): Promise<void> {
  if ((await now(ctx)).getTime() - since.getTime() >= PATIENCE_MS) await raiseIncident(ctx, incident);
}

/** Closes the incident of something that goes on again, if it waited long enough to have one. */
export async function mendOverdue(ctx: Ctx, since: Date, subject: string, kind: IncidentKind): Promise<void> {
  if ((await now(ctx)).getTime() - since.getTime() >= PATIENCE_MS) await mendIncidents(ctx, subject, [kind]);
}

/** An error as text for the operator. */
export function inWords(error: unknown): { failure: string } {
  return { failure: error instanceof Error ? error.message : String(error) };
}

/** The subject of a payout's incident. */
export function incidentSubject(payout: Pick<PayoutRow, "id" | "scope" | "kind" | "unmatchedId">): { subject: string; dealId?: string } {
  return { subject: payout.id, ...(isOfDeal(payout) ? { dealId: payout.scope } : {}) };
}
