import { randomBytes, randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import type { Redis } from "ioredis";
import pg from "pg";
import { PgBoss } from "pg-boss";
import { type Client, withAmounts } from "./amounts.ts";
import { type Bus, createBus, type Signal } from "./bus.ts";
import { type Crowd, type CrowdName, openCrowds } from "./crowd.ts";
import { type Logger, openLog } from "./log.ts";
import { PrismaClient } from "./generated/client.ts";
import { lending } from "./opening.ts";
import { listenForPokes, openPokes, pokeText, signalText } from "./poke.ts";
import { type Mirror, openMirror, type PusherApp } from "./pusher-poke.ts";
import { openRedis, whenReady } from "./redis.ts";
import { publishPoke, subscribeToPokes } from "./redis-poke.ts";

/** A process's access to the database. Opened once per process and passed on; no module keeps one. */
export interface Database {
  readonly prisma: Client;
  readonly pool: pg.Pool;
  /** A quarter as many connections for reads that are asked often (`rowsOf`). They change nothing. */
  readonly readPool: pg.Pool;
  /** Separate connections, few and with little time, for public reads (`amongCrowd`). */
  crowd(name: CrowdName): Crowd;
  /** Only in processes that run or send jobs (`jobs: true`). */
  readonly boss: PgBoss | null;
  /** Only with `redisUrl`. It may be away at any time: everything that uses it can do without. */
  readonly redis: Redis | null;
  /** Only with `pusher`: carries pokes to clients outside. */
  readonly mirror: Mirror | null;
  /** Woken after each commit that appended events, here or in another process. */
  readonly bus: Bus;
  /** Signs cursors; the same in every process of an installation. */
  readonly cursorSecret: string;
  /** Hours after which an Idempotency-Key is free again. */
  readonly keyHours: number;
  readonly log: Logger;
  /** Wakes the readers of channels. Called after the commit, never before. */
  onCommit(channels: readonly string[]): void;
  /** Tells people's streams, in every process, something that nobody stores. It may be lost. */
  signal(signal: Signal): void;
  close(): Promise<void>;
}

export type DatabaseOptions = {
  url: string;
  /** Shown in `pg_stat_activity`. */
  applicationName: string;
  poolSize?: number;
  /** Start pg-boss (migrate: false). */
  jobs?: boolean;
  /** Also wake on commits of other processes; uses one connection. */
  listen?: boolean;
  /** With several processes, carries pokes and rate counters; Postgres does both without it. */
  redisUrl?: string | undefined;
  /** Pokes are mirrored there, for clients that listen to it instead of to us. */
  pusher?: PusherApp | null;
  /** Default: random, which is right for tests only. */
  cursorSecret?: string;
  /** Default: 24. The same in every process of an installation. */
  keyHours?: number;
  log?: Logger;
};

/** How long a start waits for Redis before it continues without. */
const REDIS_PATIENCE_MS = 2_000;

const SESSION_SETTINGS = [
  "timezone=UTC",
  // Verbs and the ledger's functions need it: after waiting for a lock they read again with a fresh snapshot.
  "default_transaction_isolation=read\\ committed",
  // A lock held this long is an accident: the caller gets BUSY and may retry.
  "lock_timeout=15000",
  "statement_timeout=60000",
  // Open write transactions hold back the event horizon, so a forgotten one is ended.
  "idle_in_transaction_session_timeout=60000",
];

/**
 * Opens pool, Prisma and (on request) the job queue. The role in `url` is the application's: it can neither change the schema nor write
 * the ledger's tables.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const log = options.log ?? openLog({ name: options.applicationName, level: "warn" });
  const session = {
    connectionString: options.url,
    application_name: options.applicationName,
    options: SESSION_SETTINGS.map((setting) => `-c ${setting}`).join(" "),
  };
  const size = options.poolSize ?? 10;
  const pool = new pg.Pool({ ...session, max: size, connectionTimeoutMillis: 15_000 });
  const readPool = new pg.Pool({
    ...session,
    max: Math.ceil(size / 4),
    connectionTimeoutMillis: 15_000,
    options: `${session.options} -c default_transaction_read_only=on`,
    pipeline: true,
  });
  const crowds = openCrowds(session);
  // Tells our own pokes from those of other processes.
  const self = randomUUID();
  let closing = false;
  for (const one of [pool, readPool]) {
    one.on("error", (error) => {
      // Only the message: pg attaches the whole client to its errors.
      if (!closing) log.warn({ reason: error.message }, "an idle database connection was lost");
    });
    // An idle connection has no listener, and an unhandled error event ends the process. The pool removes the connection itself.
    one.on("connect", (client) => client.on("error", () => undefined));
  }
  const prisma = withAmounts(new PrismaClient({ adapter: new PrismaPg(lending(pool)) }));
  const bus = createBus((error) => log.error({ err: error }, "a bus listener failed"));
  const boss = options.jobs ? await startJobs(options, log) : null;
  const stopListening = options.listen ? listenForPokes(options.url, options.applicationName, self, bus, log) : null;
  const redis = options.redisUrl === undefined ? null : openRedis(options.redisUrl, options.applicationName, log);
  const stopSubscribing = redis && options.listen ? subscribeToPokes(redis, options.url, self, bus, log) : null;
  if (redis) await whenReady(redis, REDIS_PATIENCE_MS);
  const pokes = openPokes(pool, self, log);
  const mirror = options.pusher ? openMirror(options.pusher, log) : null;
  return {
    prisma,
    pool,
    readPool,
    crowd: crowds.of,
    boss,
    bus,
    redis,
    mirror,
    cursorSecret: options.cursorSecret ?? randomBytes(32).toString("hex"),
    keyHours: options.keyHours ?? 24,
    log,
    onCommit(channels) {
      if (channels.length === 0) return;
      bus.publish(channels);
      mirror?.poke(channels);
      if (!redis) return pokes.poke(channels);
      void publishPoke(redis, options.url, pokeText(self, channels)).then((sent) => (sent ? undefined : pokes.poke(channels)));
    },
    signal(signal) {
      bus.signal(signal);
      if (!redis) return pokes.signal(signal);
      void publishPoke(redis, options.url, signalText(self, signal)).then((sent) => (sent ? undefined : pokes.signal(signal)));
    },
    async close() {
      closing = true;
      stopSubscribing?.();
      redis?.disconnect();
      await stopListening?.();
      await boss?.stop({ graceful: false, close: true });
      await crowds.close();
      await prisma.$disconnect();
      await Promise.all([pool.end(), readPool.end()]);
    },
  };
}

async function startJobs(options: DatabaseOptions, log: Logger): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: options.url,
    application_name: `${options.applicationName}-jobs`,
    max: 3,
    migrate: false,
    createSchema: false,
  });
  boss.on("error", (error) => log.warn({ reason: error.message }, "job queue"));
  await boss.start();
  return boss;
}
