import { setTimeout as sleep } from "node:timers/promises";
import type { Ctx } from "@amanat/db";
import { seal, sealFinished } from "@amanat/ledger";

/** As the worker does it. */
const EVERY_MS = 250;
const BLOCKS_PER_TURN = 20;

/** Seals all that is finished. */
export async function sealEverything(ctx: Ctx, signal: AbortSignal): Promise<void> {
  while ((await seal(ctx)) !== null) signal.throwIfAborted();
}

/**
 * Seals four times a second while `work` runs. Answers what it answered, and how old the rows of the blocks made
 * meanwhile were when they were sealed: 99 of 100 were younger, in ms.
 */
export async function whileSealing<T>(
  ctx: Ctx,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<{ result: T; lagP99: number | null }> {
  const before = await lastBlock(ctx);
  const stopping = new AbortController();
  const sealing = (async () => {
    while (!stopping.signal.aborted) {
      await sealFinished(ctx, BLOCKS_PER_TURN);
      await sleep(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  // A sealer that fails ends the turn at once instead of leaving it to be measured without one.
  const failed = sealing.then(() => new Promise<never>(() => undefined));
  try {
    const result = await Promise.race([work(), failed]);
    stopping.abort();
    await sealing;
    await sealEverything(ctx, signal);
    return { result, lagP99: await lagSince(ctx, before) };
  } finally {
    stopping.abort();
  }
}

async function lastBlock(ctx: Ctx): Promise<string> {
  const { rows } = await ctx.db.pool.query<{ n: string }>("SELECT coalesce(max(n), 0)::text AS n FROM ledger.block");
  return rows[0]?.n ?? "0";
}

async function lagSince(ctx: Ctx, block: string): Promise<number | null> {
  const { rows } = await ctx.db.pool.query<{ ms: number | null }>(
    `SELECT (percentile_disc(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM b.at - t.at)) * 1000)::float8 AS ms
     FROM ledger.block b JOIN ledger.transfer t ON t.epoch = b.epoch AND t.xid >= b.lo_xid AND t.xid < b.hi_xid
     WHERE b.n > $1`,
    [block],
  );
  return rows[0]?.ms ?? null;
}
