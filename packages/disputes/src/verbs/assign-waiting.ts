import { type Ctx, inTransaction, Prisma, requireSystem } from "@amanat/db";
import { lockCase } from "../internal/locks.ts";
import { place } from "../internal/mediators.ts";
import { casesWhere } from "../internal/rows.ts";
import type { DisputePorts } from "../ports.ts";

/** Cases that one turn looks at, of the oldest and of the rest. */
const AT_ONCE = 20;

/**
 * Gives cases that wait to resolvers who have become free, the longest waiting first. Some of the rest are looked at by chance: the oldest may be
 * those that nobody may rule on, and must not stand before all others. Returns how many were given.
 *
 * - Who: the worker. Two at once: whoever locks the deal first; the other finds it assigned.
 *
 * Errors: FORBIDDEN (not the system).
 */
export async function assignWaiting(ctx: Ctx, ports: DisputePorts): Promise<number> {
  requireSystem(ctx.actor);
  const unassigned = Prisma.sql`c."status" = 'unassigned' AND c."closedAt" IS NULL`;
  const oldest = await casesWhere(ctx, Prisma.sql`${unassigned} ORDER BY c."waitingSince", c."id" LIMIT ${AT_ONCE}`);
  const known = oldest.map(({ id }) => id);
  const rest =
    oldest.length < AT_ONCE
      ? []
      : await casesWhere(ctx, Prisma.sql`${unassigned} AND c."id" <> ALL (${known}::uuid[]) ORDER BY random() LIMIT ${AT_ONCE}`);
  let given = 0;
  for (const { id } of [...oldest, ...rest])
    await inTransaction(ctx, async (tx) => {
      const { row } = await lockCase(tx, id, ports.kinds);
      if (row.status === "unassigned" && (await place(tx, row, ports)).status === "in_progress") given += 1;
    });
  return given;
}
