import { type Ctx, reader, requireRole } from "@amanat/db";

/** What waits for one consumer of events, is tried again, and was given up; since when the first of those that are not given up waits. */
type Backlog = { name: string; waiting: number; failing: number; dead: number; since: Date | null };

/** Every consumer of events with what it owes the tenant, counting at most so many of each. Who: guard and admin. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN. */
export async function consumerBacklogs(ctx: Ctx, most: number): Promise<Backlog[]> {
  const { tenantId } = requireRole(ctx.actor, "guard", "admin");
  return reader(ctx).$queryRaw<Backlog[]>`
    SELECT c."name",
      count(d."id") FILTER (WHERE d."deadAt" IS NULL AND d."attempts" = 0)::int AS "waiting",
      count(d."id") FILTER (WHERE d."deadAt" IS NULL AND d."attempts" > 0)::int AS "failing",
      count(d."id") FILTER (WHERE d."deadAt" IS NOT NULL)::int AS "dead",
      min(d."dueAt") FILTER (WHERE d."deadAt" IS NULL) AS "since"
    FROM "Consumer" c LEFT JOIN LATERAL (
      SELECT "id", "deadAt", "attempts", "dueAt" FROM "Delivery" WHERE "consumer" = c."name" AND "tenantId" = ${tenantId}::uuid LIMIT ${most}) d ON true
    GROUP BY c."name" ORDER BY c."name"`;
}
