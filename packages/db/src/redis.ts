import { Redis } from "ioredis";
import type { Logger } from "./log.ts";

/** Time limit of one command. Everything that uses Redis has another way, and takes it. */
const COMMAND_MS = 1_000;

/**
 * A connection that reconnects by itself. While Redis is away commands fail at once instead of piling up: it holds nothing that Postgres
 * could not.
 */
export function openRedis(url: string, name: string, log: Logger): Redis {
  const redis = new Redis(url, {
    connectionName: name,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_MS,
    connectTimeout: 5_000,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
  });
  // Only the message: the address may hold a password.
  redis.on("error", (error: Error & { code?: string }) => log.debug({ reason: error.code ?? error.name }, "redis"));
  redis.on("ready", () => log.info("redis is there"));
  redis.on("reconnecting", (waitMs: number) => waitMs === 100 && log.warn("redis is away; Postgres does its part"));
  return redis;
}

/** Resolves when commands are accepted, or after `patienceMs`: the product runs without Redis, only slower. */
export function whenReady(redis: Redis, patienceMs: number): Promise<boolean> {
  if (redis.status === "ready") return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(false), patienceMs);
    const ready = (): void => done(true);
    function done(answer: boolean): void {
      clearTimeout(timer);
      redis.off("ready", ready);
      resolve(answer);
    }
    redis.on("ready", ready);
  });
}
