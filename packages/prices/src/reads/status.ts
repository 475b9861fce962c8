import { type PriceStatus, priceStatus } from "@amanat/contracts";
import { type Ctx, now, reader, requireRole } from "@amanat/db";
import { stateRow } from "../internal/write-rows.ts";

/** There are two for each chain with feeds, and one a currency. */
const MOST = 100;

/** How the worker asks for prices, and what each source says. Guards and admins. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN. */
export async function status(ctx: Ctx): Promise<PriceStatus> {
  requireRole(ctx.actor, "guard", "admin");
  const { quoting, toldAt, depegCapBps } = await stateRow(ctx);
  const sources = await reader(ctx).priceSource.findMany({ orderBy: { source: "asc" }, take: MOST });
  const live = await reader(ctx).priceQuote.count({ where: { expiresAt: { gt: await now(ctx) } } });
  return priceStatus.parse({
    quoting,
    toldAt: toldAt?.toISOString() ?? null,
    depegCapBps,
    live,
    sources: sources.map(({ rate, saidAt, readAt, faultAt, ...rest }) => ({
      ...rest,
      rate: rate?.toString() ?? null,
      saidAt: saidAt?.toISOString() ?? null,
      readAt: readAt.toISOString(),
      faultAt: faultAt?.toISOString() ?? null,
    })),
  });
}
