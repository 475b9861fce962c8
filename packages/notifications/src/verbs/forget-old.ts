import { type Ctx, inTransaction, now, requireSystem } from "@amanat/db";
import { forgetDeliveries } from "../internal/deliveries.ts";
import { forgetNotices, takeOld } from "../internal/notices.ts";
import { forgetWarnings } from "../internal/warned.ts";
import { DAY_MS, KEPT_MS } from "../rules.ts";

/** Notices forgotten in a turn. */
const FORGOTTEN = 1_000;

/** Forgets notices that nobody is shown any more, and warnings of dates that are over, some in a turn. Errors: FORBIDDEN (no process of ours). */
export async function forgetOld(ctx: Ctx): Promise<number> {
  requireSystem(ctx.actor);
  return inTransaction(ctx, async (tx) => {
    const at = (await now(tx)).getTime();
    await forgetWarnings(tx, new Date(at - DAY_MS), FORGOTTEN);
    const old = await takeOld(tx, new Date(at - KEPT_MS), FORGOTTEN);
    if (old.length === 0) return 0;
    await forgetDeliveries(tx, old);
    return forgetNotices(tx, old);
  });
}
