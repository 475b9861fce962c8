import { type Ctx, reader, requireRole } from "@amanat/db";

/** Live incidents of the tenant by kind, counting the `most` that were met last. Who: guard and admin. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN. */
export async function liveIncidents(ctx: Ctx, most: number): Promise<{ kind: string; count: number }[]> {
  const { tenantId } = requireRole(ctx.actor, "guard", "admin");
  return reader(ctx).$queryRaw<{ kind: string; count: number }[]>`
    SELECT "kind", count(*)::int AS count FROM (
      SELECT "kind" FROM "Incident" WHERE "tenantId" = ${tenantId}::uuid AND "state" IN ('open', 'acknowledged') LIMIT ${most}) live
    GROUP BY 1 ORDER BY 2 DESC, 1`;
}

/** Dead deliveries of the tenant, counting to `most`. Who: guard and admin. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN. */
export async function countDeadDeliveries(ctx: Ctx, most: number): Promise<number> {
  const { tenantId } = requireRole(ctx.actor, "guard", "admin");
  const [row] = await reader(ctx).$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM "Delivery" WHERE "tenantId" = ${tenantId}::uuid AND "deadAt" IS NOT NULL LIMIT ${most}) dead`;
  return row?.count ?? 0;
}
