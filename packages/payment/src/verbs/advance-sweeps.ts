import { type Ctx, Prisma, reader, requireSystem } from "@amanat/db";
import { flushAttempts } from "../internal/signed-transactions.ts";
import { endLease, takeLease } from "../internal/lease.ts";
import { followSweep } from "../internal/sweep-to-settlement.ts";
import { inWords, raiseOverdue } from "../internal/overdue.ts";
import { startSweep } from "../internal/sweep-signing.ts";
import type { CustodyRail } from "../ports.ts";
import { floorsOf } from "../reads/floors.ts";

const PER_PASS = 50;
const MOVING = ["planned", "gas_topup", "transfer"] as const;

/**
 * Moves credited deposits from their deposit addresses to the escrow wallet: first gas, then the token. Each transaction is stored
 * before it is sent, and posted once, under its chain reference, when it is final. One bounded pass; returns how many changed. Several
 * workers may run it, and each may die at any line. `timer`: false where sweeps start on an admin's command alone; those that have started go on.
 */
export async function advanceSweeps(ctx: Ctx, rail: CustodyRail, { timer = true }: { timer?: boolean } = {}): Promise<number> {
  requireSystem(ctx.actor);
  await flushAttempts(ctx, rail, "sweep");
  const floors = await floorsOf(ctx);
  const ready = mayMove(timer ? worthMoving(floors.sweeps) : Prisma.sql`false`);
  let changed = 0;
  for (let turn = 0; turn < PER_PASS; turn += 1) {
    const sweep = await takeLease(ctx, "Sweep", rail.chain.chain, MOVING, ready);
    if (sweep === null) break;
    const { id } = sweep;
    try {
      const moved =
        sweep.status === "planned" ? await startSweep(ctx, rail, { sweep, floors }) : await followSweep(ctx, rail, { sweep, floors });
      if (moved) changed += 1;
      // Nobody leases what has ended.
      if (moved === "ended") continue;
    } catch (error) {
      ctx.log.warn({ err: error, sweep: id }, "a sweep could not be advanced; trying again");
      const { createdAt, status } = await reader(ctx).sweep.findUniqueOrThrow({ where: { id } });
      // The sweep may have ended before the failure. Then an incident would have nobody to act on it and nothing to close it.
      if (MOVING.some((one) => one === status))
        await raiseOverdue(ctx, createdAt, { kind: "sweep.stuck", subject: id, detail: inWords(error) });
    }
    await endLease(ctx, "Sweep", id);
  }
  return changed;
}

/** A started sweep always goes on, and one that an admin commands starts. */
function mayMove(byItself: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`("status"::text <> 'planned' OR "commandedAt" IS NOT NULL OR ${byItself})`;
}

/** By itself a planned sweep starts when its amount is worth the gas or a payout needs it. */
export function worthMoving(floors: readonly { asset: string; floor: bigint }[]): Prisma.Sql {
  const least = JSON.stringify(Object.fromEntries(floors.map(({ asset, floor }) => [asset, floor.toString()])));
  return Prisma.sql`("wanted" OR "amount" >= coalesce((${least}::jsonb ->> "assetId")::numeric, 0))`;
}
