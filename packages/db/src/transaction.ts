import { setTimeout as sleep } from "node:timers/promises";
import { BrokenInvariant } from "@amanat/contracts";
import type { Client } from "./amounts.ts";
import { leaveTrace } from "./audit.ts";
import type { Ctx, Tx, TxCtx } from "./context.ts";
import { asDomainError, isRetryable } from "./failures.ts";
import { writeEnding } from "./ending.ts";

/** Runs of one verb, the first included, before a conflict becomes BUSY. */
const ATTEMPTS = 6;
/**
 * Time limits of a transaction: waiting for a connection, then running. The isolation level is the session's (`openDatabase` sets it): set
 * here, it would cost every transaction a round trip.
 */
const LIMITS = { maxWait: 20_000, timeout: 30_000 } as const;

/** Channels to wake after the commit. */
const pending = new WeakMap<Tx, Set<string>>();

/** Notes channels to wake after the commit; dropped on rollback. */
export function pokeAfterCommit(tx: TxCtx, channels: Iterable<string>): void {
  const set = pending.get(tx.tx) ?? new Set();
  for (const channel of channels) set.add(channel);
  pending.set(tx.tx, set);
}

async function attempt<T>(ctx: Ctx, fn: (tx: TxCtx) => Promise<T>): Promise<T> {
  let opened: Tx | null = null;
  const answer = await ctx.db.prisma.$transaction(async (tx) => {
    opened = tx;
    const own = { ...ctx, tx };
    const result = await fn(own);
    await leaveTrace(own);
    await writeEnding(own);
    return result;
  }, LIMITS);
  const channels = opened === null ? undefined : pending.get(opened);
  if (channels) ctx.db.onCommit([...channels]);
  return answer;
}

/** Stands for a transaction that has no statement but its ending: anything else that is asked of it is refused. */
function onlyEnding(client: Client): Tx {
  return new Proxy<Tx>(client, {
    get(_client, name) {
      if (name === "$queryRaw") return (...statement: Parameters<Client["$queryRaw"]>) => client.$queryRaw(...statement);
      throw new BrokenInvariant(`${String(name)} was asked of a transaction that is one statement`);
    },
  });
}

/**
 * As `inTransaction`, for work that only leaves things to the end: that one statement is the whole transaction, and needs neither BEGIN nor
 * COMMIT. Joins the transaction in `ctx`. Incidents are not mended here: what follows from that would be a second statement.
 */
export async function inOneStatement<T>(ctx: Ctx, fn: (tx: TxCtx) => Promise<T>): Promise<T> {
  if (ctx.tx) return fn({ ...ctx, tx: ctx.tx });
  return running(ctx, async () => {
    const tx = onlyEnding(ctx.db.prisma);
    const own = { ...ctx, tx };
    const result = await fn(own);
    await leaveTrace(own);
    await writeEnding(own);
    const channels = pending.get(tx);
    if (channels) ctx.db.onCommit([...channels]);
    return result;
  });
}

/**
 * Runs `fn` in one READ COMMITTED transaction, or joins the transaction in `ctx`. The outermost call runs the whole of `fn` again after a
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
