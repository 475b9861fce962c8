import { setTimeout as sleep } from "node:timers/promises";
import { type Consumer, type Ctx, deliverer, owedTo } from "@amanat/db";

const LONGEST_MS = 30_000;

/**
 * Delivers until nobody is owed anything, and throws as soon as a reaction fails. What happened is waited for: a transaction
 * of another test's database on the same server may hold it back.
 */
export async function deliverAll(ctx: Ctx, consumers: readonly Consumer[]): Promise<void> {
  const turn = deliverer(consumers);
  const end = Date.now() + LONGEST_MS;
  while ((await turn(ctx)) > 0 || (await owedTo(ctx, consumers)) > 0) {
    const failed = await ctx.db.prisma.delivery.findFirst({ where: { failure: { not: null } } });
    if (failed !== null) throw new Error(`${failed.consumer} failed: ${failed.failure}`);
    if (Date.now() > end) throw new Error("deliveries do not come to rest");
    await sleep(5);
  }
}
