import { type byIncident, DomainError, type IncidentView, type listIncidentsInput, type Page } from "@amanat/contracts";
import { after, type Ctx, cutAt, type Database, placeOf, reader, requireRole, tenantTag } from "@amanat/db";
import type * as z from "zod";
import { uuidOfIncident, viewOf, viewsOf } from "../internal/views.ts";

/**
 * A page of incidents, last raised first. Who: guard and admin, of their own tenant.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR.
 */
export async function listIncidents(ctx: Ctx, input: z.output<typeof listIncidentsInput>): Promise<Page<IncidentView>> {
  requireRole(ctx.actor, "guard", "admin");
  const { cursor, limit, state, kind } = input;
  const { tenantId } = ctx.actor;
  const tag = tenantTag(ctx, "incidents", { state, kind });
  const { where, orderBy } = after(placeOf(ctx, tag, cursor), "lastAt", "desc");
  const found = await reader(ctx).incident.findMany({
    where: {
      tenantId,
      ...(state === "live" ? { state: { in: ["open", "acknowledged"] } } : { state }),
      ...(kind === undefined ? {} : { kind }),
      ...where,
    },
    orderBy,
    take: limit + 1,
  });
  const { rows, meta } = cutAt(ctx, tag, found, limit, ({ lastAt }) => lastAt);
  return { data: await viewsOf(ctx, rows), meta };
}

/** One incident. Who: guard and admin. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND. */
export async function getIncident(ctx: Ctx, input: z.output<typeof byIncident>): Promise<IncidentView> {
  requireRole(ctx.actor, "guard", "admin");
  const row = await reader(ctx).incident.findFirst({ where: { id: uuidOfIncident(input.incidentId), tenantId: ctx.actor.tenantId } });
  if (!row) throw new DomainError("NOT_FOUND");
  return viewOf(ctx, row);
}

export type IncidentCount = { kind: string; state: string; n: number };

/** Open incidents of all tenants, by kind and state, for metrics. */
export async function incidentCounts(db: Database): Promise<IncidentCount[]> {
  const { rows } = await db.pool.query<IncidentCount>(
    `SELECT "kind", "state", count(*)::int AS n FROM "Incident" WHERE "state" <> 'closed' GROUP BY 1, 2`,
  );
  return rows;
}
