import { BrokenInvariant, type Actor } from "@amanat/contracts";
import type { ITXClientDenyList } from "@prisma/client/runtime/client";
import type pg from "pg";
import type { Client } from "./amounts.ts";
import type { Database } from "./database.ts";
import { Prisma } from "./generated/client.ts";
import { newId } from "./ids.ts";
import type { Logger } from "./log.ts";
import { asked } from "./opening.ts";

/** Prisma inside an interactive transaction. */
export type Tx = Omit<Client, ITXClientDenyList>;
/** The running transaction, or the pool. */
export type Reader = Tx | Client;

/** The time that verbs decide by. `reader` asks the database's clock on the running transaction's connection. */
export type Clock = { now(reader: Reader): Promise<Date> };

/** Everything a verb may know besides its input. */
export interface Ctx {
  readonly db: Database;
  /** Where reads outside a transaction run: the pool, or the few connections for public reads. */
  readonly reads: Client;
  /** The same place, for statements that are prepared once per connection (`rowsOf`). */
  readonly readPool: pg.Pool;
  readonly actor: Actor;
  readonly clock: Clock;
  /** Ties a request, its audit, its events and its log lines together. */
  readonly correlationId: string;
  /** The caller's key for this one write; null when it sent none. */
  readonly idempotencyKey: string | null;
  /** The audited procedure of this call, e.g. `payment.approvePayout`: its transactions leave an entry. Null otherwise. */
  readonly verb: string | null;
  /** The caller's proof of presence for this one write (`X-Step-Up`); null when it sent none. */
  readonly stepUp: string | null;
  readonly log: Logger;
  readonly tx: Tx | null;
}

/** A context inside a transaction: what it writes commits together or not at all. */
export type TxCtx = Ctx & { readonly tx: Tx };

/** The database's clock: one time for every process. */
export const databaseClock: Clock = {
  async now(reader) {
    const [row] = await reader.$queryRaw<{ at: Date }[]>`SELECT clock_timestamp() AS at`;
    return told(row);
  },
};

function told(row: { at: Date } | undefined): Date {
  if (!row) throw new BrokenInvariant("the database told no time");
  return row.at;
}

export type CtxOptions = {
  clock?: Clock;
  correlationId?: string;
  idempotencyKey?: string | null;
  verb?: string | null;
  stepUp?: string | null;
  log?: Logger;
};

/** A context for one request, job or test, acting as `actor`. */
export function createCtx(db: Database, actor: Actor, options: CtxOptions = {}): Ctx {
  return {
    db,
    reads: db.prisma,
    readPool: db.readPool,
    actor,
    clock: options.clock ?? databaseClock,
    correlationId: options.correlationId ?? newId(),
    idempotencyKey: options.idempotencyKey ?? null,
    verb: options.verb ?? null,
    stepUp: options.stepUp ?? null,
    log: options.log ?? db.log,
    tx: null,
  };
}

/** The running transaction when there is one, so that a verb reads what it wrote; else the pool. */
export function reader(ctx: Ctx): Reader {
  return ctx.tx ?? ctx.reads;
}

/** The time of each running transaction. */
const times = new WeakMap<Tx, Promise<Date>>();

/** The time to decide by, in UTC. A transaction asks for it once, and anew when it has waited for a lock (`lockRows`). */
export function now(ctx: Ctx): Promise<Date> {
  if (ctx.tx === null) return ctx.clock.now(ctx.reads);
  const known = times.get(ctx.tx) ?? timeOf({ ...ctx, tx: ctx.tx });
  times.set(ctx.tx, known);
  return known;
}

async function timeOf({ clock, tx }: TxCtx): Promise<Date> {
  if (clock !== databaseClock) return clock.now(tx);
  const [row] = await asked<{ at: Date }>(tx, Prisma.sql`SELECT clock_timestamp() AS at`, { begins: false });
  return told(row);
}

/** The time that came with something else, where nobody has asked for it yet. */
export function noteFirstTime(tx: TxCtx, at: Date): void {
  if (tx.clock === databaseClock && !times.has(tx.tx)) noteTime(tx, at);
}

/** After a wait for a lock: the database's clock said this. Another clock is asked again. */
export function noteTime(tx: TxCtx, at: Date): void {
  if (tx.clock === databaseClock) times.set(tx.tx, Promise.resolve(at));
  else times.delete(tx.tx);
}

/** The time as an expression of a statement that waits for nobody: the database's own clock need not be asked first. */
export async function timeIn(ctx: Ctx): Promise<Prisma.Sql> {
  return ctx.clock === databaseClock ? Prisma.sql`statement_timestamp()` : Prisma.sql`${await now(ctx)}::timestamptz`;
}

/** The time for what the transaction's last statement writes: as it was asked, or, where nobody has asked, as that statement finds it. */
export async function timeAtEnd(tx: TxCtx): Promise<Date | null> {
  return tx.clock === databaseClock && !times.has(tx.tx) ? null : now(tx);
}
