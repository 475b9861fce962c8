import { type Ctx, reader } from "@amanat/db";
import { isTrader } from "../internal/standing.ts";

/** Whether a person has a role that is not everybody's: staff of ours. */
export async function holdsOffice(ctx: Ctx, userId: string): Promise<boolean> {
  const row = await reader(ctx).user.findUnique({ where: { id: userId }, select: { roles: true } });
  return row?.roles.some((role) => !isTrader(role)) ?? false;
}
