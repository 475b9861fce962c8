import { type Ctx, inTransaction, Prisma, requireSystem } from "@amanat/db";
import { lockCase } from "../internal/locks.ts";
import { place } from "../internal/mediators.ts";
import { casesWhere } from "../internal/rows.ts";
import type { DisputePorts } from "../ports.ts";

/** Cases that one turn looks at. */
const AT_ONCE = 20;

/**
 * Gives cases that wait to resolvers who have become free, the longest waiting first. Returns how many were given.
 *
 * - Who: the worker. Two at once: whoever locks the deal first; the other finds it assigned.
 *
 * Errors: FORBIDDEN (not the system).
 */
export async function assignWaiting(ctx: Ctx, ports: DisputePorts): Promise<number> {
  requireSystem(ctx.actor);
  const waiting = await casesWhere(
    ctx,
    Prisma.sql`c."status" = 'unassigned' AND c."closedAt" IS NULL ORDER BY c."waitingSince", c."id" LIMIT ${AT_ONCE}`,
  );
  let given = 0;
  for (const { id } of waiting)
    await inTransaction(ctx, async (tx) => {
      const { row } = await lockCase(tx, id, ports.kinds);
      if (row.status === "unassigned" && (await place(tx, row, ports)).status === "in_progress") given += 1;
    });
  return given;
}
