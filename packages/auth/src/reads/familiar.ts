import type { Ctx } from "@amanat/db";
import { reader } from "@amanat/db";

/** The latest sessions that are looked at. */
const RECENT = 100;
const DAYS = 90;

/**
 * Whether the person of an e-mail address has recently signed in from this network. An unknown address costs the same one query. `isOf`:
 * whether an address belongs to the network.
 */
export async function networkIsFamiliar(ctx: Ctx, email: string, isOf: (address: string) => boolean): Promise<boolean> {
  const rows = await reader(ctx).$queryRaw<{ address: string }[]>`
    SELECT s."address" FROM "Session" s JOIN "User" u ON u."id" = s."userId"
    WHERE u."tenantId" = ${ctx.actor.tenantId}::uuid AND u."email" = ${email} AND u."deletedAt" IS NULL AND s."address" <> ''
      AND s."createdAt" > now() - make_interval(days => ${DAYS}::int)
    ORDER BY s."createdAt" DESC LIMIT ${RECENT}::int`;
  return rows.some(({ address }) => isOf(address));
}
