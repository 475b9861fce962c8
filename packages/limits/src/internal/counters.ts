import { createHash } from "node:crypto";
import type { Database } from "@amanat/db";
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterPostgres, RateLimiterRedis } from "rate-limiter-flexible";
import type { Allowance, Tier } from "../rules.ts";

/** Once one of these is spent the process answers by itself until its end: a flood costs no write per call. */
const NEVER_GIVEN_BACK: ReadonlySet<string> = new Set<Tier>(["refresh", "outside"]);

/** Rows that ended this long ago are nobody's any more. */
const KEEP_MS = 60 * 60 * 1_000;
const SWEEP_MS = 5 * 60 * 1_000;

/**
 * Counts in Redis, while that is away in Postgres, and while that is away too in this process: a store
 * that fails must neither open the door nor shut it.
 */
export function counterFor(db: Database, name: string, allowance: Allowance): RateLimiterAbstract {
  const spent = NEVER_GIVEN_BACK.has(name) ? { inMemoryBlockOnConsumed: allowance.points + 1 } : {};
  const common = { keyPrefix: name, points: allowance.points, duration: allowance.seconds };
  const postgres = new RateLimiterPostgres({
    ...common,
    storeClient: db.pool,
    storeType: "pool",
    tableName: "RateLimit",
    tableCreated: true,
    ...spent,
    // It would start a timer for every counter; one for all is below.
    clearExpiredByTimeout: false,
    insuranceLimiter: new RateLimiterMemory(common),
  });
  if (!db.redis) return postgres;
  const prefixed = { ...common, ...spent, keyPrefix: `amanat:${databaseOf(db)}:${name}` };
  return new RateLimiterRedis({ ...prefixed, storeClient: db.redis, rejectIfRedisNotReady: true, insuranceLimiter: postgres });
}

/** Installations that share one Redis count apart. */
function databaseOf(db: Database): string {
  const { connectionString = "" } = db.pool.options;
  return URL.canParse(connectionString) ? new URL(connectionString).pathname.slice(1) : "";
}

/** Addresses and e-mails are counted, not kept: the store sees 128 bits of their digest. */
export function hashed(key: string): string {
  return createHash("sha256").update(key).digest("base64url").slice(0, 22);
}

/** Takes away what has run out, once in five minutes. Returns the way to end that. */
export function sweepCounters(db: Database): () => void {
  const timer = setInterval(() => {
    db.pool
      .query(`DELETE FROM "RateLimit" WHERE "expire" < $1`, [Date.now() - KEEP_MS])
      .catch((error: unknown) => db.log.debug({ reason: String(error) }, "old counters were not swept"));
  }, SWEEP_MS);
  timer.unref();
  return () => clearInterval(timer);
}
