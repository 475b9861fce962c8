import type { Ctx } from "@amanat/db";
import { type Journal, openCoalescer, postBatch, tryPost } from "@amanat/ledger";
import { percentile } from "../figures.ts";

/** What callers in this process achieved. */
export type Called = { transfers: number; tps: number; p50: number | null; p99: number | null; averageMs: number | null };

/** Keeps `callers` calling `once` for `seconds`; each call posts `perCall` transfers. Every outcome must be `done`. */
async function keepCalling(
  callers: number,
  seconds: number,
  perCall: number,
  signal: AbortSignal,
  once: () => Promise<readonly string[]>,
): Promise<Called> {
  const took: number[] = [];
  const began = performance.now();
  const end = began + seconds * 1_000;
  const caller = async (): Promise<void> => {
    for (let from = performance.now(); from < end;) {
      signal.throwIfAborted();
      const refused = (await once()).find((outcome) => outcome !== "done");
      if (refused !== undefined) throw new Error(`a post was answered ${refused}`);
      const now = performance.now();
      took.push(now - from);
      from = now;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const transfers = took.length * perCall;
  const elapsed = (performance.now() - began) / 1_000;
  const averageMs = took.length === 0 ? null : took.reduce((sum, one) => sum + one, 0) / took.length;
  return { transfers, tps: transfers / elapsed, p50: percentile(took, 0.5), p99: percentile(took, 0.99), averageMs };
}

export type Callers = { ctx: Ctx; callers: number; seconds: number; signal: AbortSignal; journal: () => Journal };

/** Lone posts, each by a named statement on one of the pool's connections. */
export function throughPg({ ctx, callers, seconds, signal, journal }: Callers): Promise<Called> {
  return keepCalling(callers, seconds, 1, signal, async () => [await tryPost(ctx, journal())]);
}

/** The same posts through two connections that take whatever has queued. */
export async function throughCoalescer({ ctx, callers, seconds, signal, journal }: Callers): Promise<Called> {
  const coalescer = openCoalescer({ pool: ctx.db.pool, tenantId: ctx.actor.tenantId, connections: 2, maxBatch: 100 });
  try {
    return await keepCalling(callers, seconds, 1, signal, async () => [await coalescer.post(journal())]);
  } finally {
    await coalescer.close();
  }
}

const BATCH = 100;

/** A hundred posts per call. */
export function throughBatches({ ctx, callers, seconds, signal, journal }: Callers): Promise<Called> {
  return keepCalling(callers, seconds, BATCH, signal, () => postBatch(ctx, Array.from({ length: BATCH }, journal)));
}
