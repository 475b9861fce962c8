import { type Ctx, now, reader, setting } from "@amanat/db";
import { SETTINGS } from "../settings.ts";

const HOUR_MS = 3_600_000;

export async function adminWaitMs(ctx: Ctx): Promise<number> {
  return (await setting(ctx, SETTINGS.adminWaitHours)) * HOUR_MS;
}

/** Since when an admin may decide about other people's money and roles; null for others. An admin from before the rule may at once. */
export async function decidesFrom(ctx: Ctx, userId: string): Promise<Date | null> {
  const person = await reader(ctx).user.findFirst({
    where: { id: userId, tenantId: ctx.actor.tenantId, deletedAt: null, roles: { has: "admin" } },
    select: { adminSince: true },
  });
  if (!person) return null;
  return person.adminSince === null ? new Date(0) : new Date(person.adminSince.getTime() + (await adminWaitMs(ctx)));
}

export async function decidesNow(ctx: Ctx, userId: string): Promise<boolean> {
  const from = await decidesFrom(ctx, userId);
  return from !== null && from <= (await now(ctx));
}

/** The tenant's admins except these. */
export async function otherAdmins(ctx: Ctx, but: readonly string[]): Promise<string[]> {
  const rows = await reader(ctx).user.findMany({
    where: { tenantId: ctx.actor.tenantId, deletedAt: null, roles: { has: "admin" }, id: { notIn: [...but] } },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  return rows.map(({ id }) => id);
}
