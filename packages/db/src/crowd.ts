import { DomainError } from "@amanat/contracts";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { type Client, withAmounts } from "./amounts.ts";
import type { Ctx } from "./context.ts";
import { PrismaClient } from "./generated/client.ts";

/** Strangers and signed-in people have separate connections: a flood without an account slows only strangers. */
export type CrowdName = "strangers" | "people";

export interface Crowd {
  readonly client: Client;
  readonly pool: pg.Pool;
  /** Runs a public read. Errors: BUSY when too many are waiting. */
  admit<T>(read: () => Promise<T>): Promise<T>;
}

/**
 * The limits of public reads: a fifth of the process's connections, a few seconds each, and a queue no longer than they can work off in
 * the time anybody waits.
 */
const BOUNDS = { connections: 4, statementMs: 3_000, waitMs: 5_000, most: 64 } as const;

/**
 * Opens the connections for public reads, each group's at its first read. They are separate from the pool of verbs and private reads, so
 * that a stranger can never take the last connection from somebody whose money is at stake.
 */
export function openCrowds(pool: pg.PoolConfig & { options: string }): { of(name: CrowdName): Crowd; close(): Promise<void> } {
  const opened = new Map<CrowdName, Crowd & { close(): Promise<void> }>();
  return {
    of(name) {
      const crowd = opened.get(name) ?? openCrowd(pool);
      opened.set(name, crowd);
      return crowd;
    },
    async close() {
      for (const crowd of opened.values()) await crowd.close();
    },
  };
}

function openCrowd(settings: pg.PoolConfig & { options: string }): Crowd & { close(): Promise<void> } {
  const pool = new pg.Pool({
    ...settings,
    pipeline: true,
    max: BOUNDS.connections,
    connectionTimeoutMillis: BOUNDS.waitMs,
    options: `${settings.options} -c statement_timeout=${BOUNDS.statementMs} -c lock_timeout=${BOUNDS.statementMs} -c default_transaction_read_only=on`,
  });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const client = withAmounts(new PrismaClient({ adapter: new PrismaPg(pool) }));
  let admitted = 0;
  return {
    client,
    pool,
    async admit(read) {
      if (admitted >= BOUNDS.most) throw new DomainError("BUSY");
      admitted += 1;
      try {
        return await read();
      } finally {
        admitted -= 1;
      }
    },
    async close() {
      await client.$disconnect();
      await pool.end();
    },
  };
}

/** Runs a public read within its group's limits. Errors: BUSY, and the read's own. */
export function amongCrowd<T>(ctx: Ctx, read: (ctx: Ctx) => Promise<T>): Promise<T> {
  const crowd = ctx.db.crowd(ctx.actor.kind === "anonymous" ? "strangers" : "people");
  return crowd.admit(() => read({ ...ctx, reads: crowd.client, readPool: crowd.pool }));
}
