import { type Ctx, reader, requireRole } from "@amanat/db";

/** What no channel could deliver, counting to `most`. Who: guard and admin. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN. */
export async function countDeadNotices(ctx: Ctx, most: number): Promise<number> {
  const { tenantId } = requireRole(ctx.actor, "guard", "admin");
  const [row] = await reader(ctx).$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM "NoticeDelivery" WHERE "tenantId" = ${tenantId}::uuid AND "status" IN ('dead', 'unknown') LIMIT ${most}) dead`;
  return row?.count ?? 0;
}
