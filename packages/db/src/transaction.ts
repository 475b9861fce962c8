import { setTimeout as sleep } from "node:timers/promises";
import { leaveTrace } from "./audit.ts";
import type { Ctx, Tx, TxCtx } from "./context.ts";
import { asDomainError, isRetryable } from "./failures.ts";
import { writeEnding } from "./ending.ts";
import { openTransaction } from "./opening.ts";

/** Runs of one verb, the first included, before a conflict becomes BUSY. */
const ATTEMPTS = 6;
/** Channels to wake after the commit. */
const pending = new WeakMap<Tx, Set<string>>();

/** Notes channels to wake after the commit; dropped on rollback. */
export function pokeAfterCommit(tx: TxCtx, channels: Iterable<string>): void {
  const set = pending.get(tx.tx) ?? new Set();
  for (const channel of channels) set.add(channel);
  pending.set(tx.tx, set);
}

async function attempt<T>(ctx: Ctx, fn: (tx: TxCtx) => Promise<T>): Promise<T> {
  const running = openTransaction(ctx.db);
  const own = { ...ctx, tx: running.tx };
  try {
    const result = await fn(own);
    await leaveTrace(own);
    await writeEnding(own, "last");
    await running.commit();
    const channels = pending.get(own.tx);
    if (channels) ctx.db.onCommit([...channels]);
    return result;
  } catch (error) {
    await running.rollBack();
    throw error;
  }
}

/**
 * Runs `fn` in one READ COMMITTED transaction, or joins the transaction in `ctx`. It begins with the first statement that writes or locks: what
 * is only read before could have changed anyway. Where all is left to the ending, that one statement is the transaction. The outermost call runs the whole of `fn` again after a
 * deadlock, a serialization failure or a twin's ledger row, so `fn` must have no effect outside the database. The audit trail and the events
 * are written last, before the commit. Errors: BUSY (waited too long), SERVICE_UNAVAILABLE (the server is away).
 */
export async function inTransaction<T>(ctx: Ctx, fn: (tx: TxCtx) => Promise<T>): Promise<T> {
  if (ctx.tx) return fn({ ...ctx, tx: ctx.tx });
  return running(ctx, () => attempt(ctx, fn));
}

async function running<T>(ctx: Ctx, once: () => Promise<T>): Promise<T> {
  for (let run = 1; ; run += 1) {
    try {
      return await once();
    } catch (error) {
      if (run >= ATTEMPTS || !isRetryable(error)) throw asDomainError(error);
      ctx.log.debug({ run }, "conflict: running the transaction again");
      await sleep(Math.random() * 20 * run);
    }
  }
}
