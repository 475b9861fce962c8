import { type Ctx, now, reader } from "@amanat/db";

/** Which of these sessions have not ended, by revocation or by time. */
export async function livingSessions(ctx: Ctx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const at = await now(ctx);
  const live = { id: { in: [...ids] }, revokedAt: null, idleExpiresAt: { gt: at }, absExpiresAt: { gt: at } };
  const rows = await reader(ctx).session.findMany({ where: live, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}
