import { type Ctx, reader } from "@amanat/db";

/** Most resolvers of a tenant that are asked: there are few. */
const MOST = 500;

/** Everybody who has the role to rule, and is not restricted, by id. Does no access check: the caller has done it. */
export async function resolvers(ctx: Ctx): Promise<{ userId: string; name: string; locale: string }[]> {
  const rows = await reader(ctx).user.findMany({
    where: { tenantId: ctx.actor.tenantId, deletedAt: null, standing: "active", roles: { has: "resolver" } },
    select: { id: true, name: true, locale: true },
    orderBy: { id: "asc" },
    take: MOST,
  });
  return rows.map(({ id: userId, name, locale }) => ({ userId, name, locale }));
}

/** The languages of these people. Does no access check: the caller has done it. */
export async function localesOf(ctx: Ctx, ids: readonly string[]): Promise<string[]> {
  const rows = await reader(ctx).user.findMany({ where: { id: { in: [...ids] } }, select: { locale: true } });
  return [...new Set(rows.map(({ locale }) => locale))];
}
