import type { Actor } from "@amanat/contracts";
import type { ITXClientDenyList } from "@prisma/client/runtime/client";
import type { Client } from "./amounts.ts";
import type { Database } from "./database.ts";
import { newId } from "./ids.ts";
import type { Logger } from "./log.ts";

/** Prisma inside an interactive transaction. */
export type Tx = Omit<Client, ITXClientDenyList>;
/** Whatever can read: the running transaction, or the pool. */
export type Reader = Tx | Client;

/** The time verbs decide by. `reader` lets the database's clock answer on the running transaction's connection. */
export type Clock = { now(reader: Reader): Promise<Date> };

/** Everything a verb may know besides its input. */
export interface Ctx {
  readonly db: Database;
  /** What reads outside a transaction ask: the pool, or the share of it that is the crowd's. */
  readonly reads: Client;
  readonly actor: Actor;
  readonly clock: Clock;
  /** Ties a request, its audit, its events and its log lines together. */
  readonly correlationId: string;
  /** The caller's key for this one write; null when it sent none. */
  readonly idempotencyKey: string | null;
  /** The audited procedure this call runs, `payment.approvePayout`: its transactions leave a trace. Null for all else. */
  readonly verb: string | null;
  /** The caller's proof of presence for this one write (`X-Step-Up`); null when it sent none. */
  readonly stepUp: string | null;
  readonly log: Logger;
  readonly tx: Tx | null;
}

/** A context inside a transaction: what it writes commits together or not at all. */
export type TxCtx = Ctx & { readonly tx: Tx };

/** The database's clock: one time for every process, whatever their machines think. */
export const databaseClock: Clock = {
  async now(reader) {
    const [row] = await reader.$queryRaw<{ at: Date }[]>`SELECT clock_timestamp() AS at`;
    if (!row) throw new Error("the database told no time");
    return row.at;
  },
};

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

/** The running transaction when there is one, else the pool or its share: reads see what the verb has written. */
export function reader(ctx: Ctx): Reader {
  return ctx.tx ?? ctx.reads;
}

/** The time to decide by, in UTC. */
export function now(ctx: Ctx): Promise<Date> {
  return ctx.clock.now(reader(ctx));
}
