import { DomainError, type Access } from "@amanat/contracts";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** `account`: guesses at one person's password or code, from wherever they come. */
type Tier = Exclude<Access["rate"], "none"> | "account";

/** How many calls of a tier one person (or, signed out, one address) may make in how many seconds. */
export type LimitSettings = Readonly<Record<Tier, { points: number; seconds: number }>>;

/** What an operator gets without setting anything. */
export const DEFAULT_LIMITS: LimitSettings = {
  read: { points: 1_200, seconds: 60 },
  write: { points: 240, seconds: 60 },
  money: { points: 120, seconds: 60 },
  auth: { points: 30, seconds: 900 },
  account: { points: 30, seconds: 900 },
};

/** Counts calls per tier. */
export interface Limits {
  /** Takes one point. Throws RATE_LIMITED, whose cause carries `retryAfterSeconds`. */
  take(tier: Tier, key: string): Promise<void>;
}

/** Seconds to wait, carried by RATE_LIMITED as its cause. */
export interface RetryAfter {
  readonly retryAfterSeconds: number;
}

/** Counters in this process's memory: with several web processes a caller gets as many times the limit. */
export function memoryLimits(settings: LimitSettings = DEFAULT_LIMITS): Limits {
  const limiter = (tier: Tier) =>
    new RateLimiterMemory({ keyPrefix: tier, points: settings[tier].points, duration: settings[tier].seconds });
  const tiers = {
    read: limiter("read"),
    write: limiter("write"),
    money: limiter("money"),
    auth: limiter("auth"),
    account: limiter("account"),
  };
  return {
    async take(tier, key) {
      try {
        await tiers[tier].consume(key);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        const cause: RetryAfter = { retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000)) };
        throw new DomainError("RATE_LIMITED", undefined, { cause });
      }
    },
  };
}
