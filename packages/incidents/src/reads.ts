import { type byIncident, DomainError, type IncidentView, type listIncidentsInput, type Page } from "@amanat/contracts";
import { type Ctx, type Database, decodeCursor, encodeCursor, reader, requireRole } from "@amanat/db";
import * as z from "zod";
import { uuidOfIncident, viewsOf } from "./rows.ts";

const place = z.tuple([z.iso.datetime(), z.uuid()]);

/**
 * A page of what needs a person, last met first. Who: guard and admin, of their own tenant.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR.
 */
export async function listIncidents(ctx: Ctx, input: z.output<typeof listIncidentsInput>): Promise<Page<IncidentView>> {
  requireRole(ctx.actor, "guard", "admin");
  const { cursor, limit, state, kind } = input;
  const { tenantId } = ctx.actor;
  const tag = ["incidents", tenantId, state, kind ?? ""].join("|");
  const after = cursor === undefined ? null : place.safeParse(decodeCursor(ctx.db.cursorSecret, tag, cursor));
  if (after?.success === false) throw new DomainError("INVALID_CURSOR");
  const [at, id] = after === null ? [] : after.data;
  const beyond =
    at === undefined || id === undefined ? {} : { OR: [{ lastAt: { lt: new Date(at) } }, { lastAt: new Date(at), id: { gt: id } }] };
  const found = await reader(ctx).incident.findMany({
    where: {
      tenantId,
      ...(state === "live" ? { state: { in: ["open", "acknowledged"] } } : { state }),
      ...(kind === undefined ? {} : { kind }),
      ...beyond,
    },
    orderBy: [{ lastAt: "desc" }, { id: "asc" }],
    take: limit + 1,
  });
  const last = found.length > limit ? found[limit - 1] : undefined;
  const nextCursor = last ? encodeCursor(ctx.db.cursorSecret, tag, [last.lastAt.toISOString(), last.id]) : null;
  return { data: await viewsOf(ctx, found.slice(0, limit)), meta: { nextCursor, hasMore: nextCursor !== null } };
}

/** One incident. Who: guard and admin. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND. */
export async function getIncident(ctx: Ctx, input: z.output<typeof byIncident>): Promise<IncidentView> {
  requireRole(ctx.actor, "guard", "admin");
  const row = await reader(ctx).incident.findFirst({ where: { id: uuidOfIncident(input.incidentId), tenantId: ctx.actor.tenantId } });
  const [view] = row ? await viewsOf(ctx, [row]) : [];
  if (!view) throw new DomainError("NOT_FOUND");
  return view;
}

export type IncidentCount = { kind: string; state: string; n: number };

/** What is not closed, by kind and state, of all tenants: figures for whoever watches the installation. */
export async function incidentCounts(db: Database): Promise<IncidentCount[]> {
  const { rows } = await db.pool.query<IncidentCount>(
    `SELECT "kind", "state", count(*)::int AS n FROM "Incident" WHERE "state" <> 'closed' GROUP BY 1, 2`,
  );
  return rows;
}
