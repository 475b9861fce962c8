import { BrokenInvariant, DomainError, LIMIT_TIERS } from "@amanat/contracts";
import { createCtx, type Database, setting, TENANT_ID } from "@amanat/db";
import { type RateLimiterAbstract, RateLimiterRes } from "rate-limiter-flexible";
import { counterFor, hashed, sweepCounters } from "./internal/counters.ts";
import { openLeases } from "./internal/leases.ts";
import { DEFAULT_LIMITS, type LimitSettings, type Tier } from "./rules.ts";
import { SETTINGS } from "./settings.ts";

/** What is left of a caller's allowance after a call. */
export interface Budget {
  readonly limit: number;
  /** Negative for a call that was too many. */
  readonly remaining: number;
  /** Seconds until the allowance is whole again. */
  readonly resetSeconds: number;
}

/** Counts calls per tier; the same counters for every process of an installation. */
export interface Limits {
  /** Takes a point. Throws RATE_LIMITED, whose cause is a `RetryAfter`. */
  take(tier: Tier, key: string): Promise<Budget>;
  /** Takes a point and says what is left, also when nothing was. */
  count(tier: Tier, key: string): Promise<Budget>;
  /** Gives a point back: what was feared did not happen. */
  giveBack(tier: Tier, key: string): Promise<void>;
  /** True the first time a key is used within `seconds`; for what may be shown only once. */
  firstUse(key: string, seconds: number): Promise<boolean>;
  close(): void;
}

/** Carried by RATE_LIMITED as its cause. */
export interface RetryAfter {
  readonly retryAfterSeconds: number;
  readonly budget: Budget;
}

/** A changed setting is followed within this time. */
const SETTINGS_MS = 5_000;

type Counters = { settings: LimitSettings; byTier: ReadonlyMap<Tier, RateLimiterAbstract> };

/** Opens the counters. `defaults`: what holds where no operator has set anything. */
export function openLimits(db: Database, defaults: LimitSettings = DEFAULT_LIMITS): Limits {
  const following = followSettings(db, defaults);
  const leases = new Map(LEASED.map((tier) => [tier, openLeases(consumed)]));
  const stopSweeping = sweepCounters(db);

  const once = new Map<number, RateLimiterAbstract>();

  async function count(tier: Tier, key: string): Promise<Budget> {
    const { settings, byTier } = await following.current();
    const counter = byTier.get(tier);
    if (!counter) throw new BrokenInvariant(`no counter for ${tier}`);
    const allowance = settings[tier].points;
    const at = hashed(key);
    return leases.get(tier)?.spend(counter, at, allowance) ?? consumed(counter, at, 1, allowance);
  }

  return {
    count,
    async take(tier, key) {
      const budget = await count(tier, key);
      if (budget.remaining < 0) throw limited(budget);
      return budget;
    },
    async giveBack(tier, key) {
      const at = hashed(key);
      if (leases.get(tier)?.putBack(at) === true) return;
      const { byTier } = await following.current();
      await byTier.get(tier)?.reward(at, 1);
    },
    async firstUse(key, seconds) {
      const counter = once.get(seconds) ?? counterFor(db, "once", { points: 1, seconds });
      once.set(seconds, counter);
      return (await consumed(counter, hashed(key), 1, 1)).remaining >= 0;
    },
    close: stopSweeping,
  };
}

/** The refusal of a call whose allowance is spent. */
export function limited(budget: Budget): DomainError {
  const cause: RetryAfter = { retryAfterSeconds: Math.max(1, budget.resetSeconds), budget };
  return new DomainError("RATE_LIMITED", undefined, { cause });
}

async function consumed(counter: RateLimiterAbstract, key: string, points: number, limit: number): Promise<Budget> {
  try {
    return budgetOf(await counter.consume(key, points), limit);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const budget = budgetOf(refusal, limit);
    // One that was refused from memory does not say how much was asked for.
    return { ...budget, remaining: Math.min(budget.remaining, -points) };
  }
}

function budgetOf(result: RateLimiterRes, limit: number): Budget {
  return { limit, remaining: limit - result.consumedPoints, resetSeconds: Math.ceil(result.msBeforeNext / 1_000) };
}

/** Counters by the setting as it is now, made anew when it changes; what was counted stays counted. */
function followSettings(db: Database, defaults: LimitSettings): { current(): Promise<Counters> } {
  const ctx = createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "web" }, { log: db.log });
  let known: { text: string; counters: Counters } | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<Counters> | null = null;

  async function read(): Promise<Counters> {
    const changes = await setting(ctx, SETTINGS.limits).catch((error: unknown) => {
      db.log.warn({ reason: String(error) }, "the limits could not be read; the last ones hold");
      return null;
    });
    readAt = performance.now();
    if (changes === null && known) return known.counters;
    const settings: LimitSettings = { ...defaults, ...changes };
    const text = JSON.stringify(settings);
    if (known?.text !== text) {
      const byTier = new Map(LIMIT_TIERS.map((tier) => [tier, counterFor(db, tier, settings[tier])]));
      known = { text, counters: { settings, byTier } };
    }
    return known.counters;
  }

  return {
    current() {
      if (performance.now() - readAt > SETTINGS_MS) reading ??= read().finally(() => (reading = null));
      // Only the first call waits; later ones go by what is known until the news is here.
      return known ? Promise.resolve(known.counters) : (reading ?? read());
    },
  };
}

/** What is asked most. Nobody is let through more than is allowed; what one process holds unspent, another cannot spend. */
const LEASED: readonly Tier[] = ["read", "polled", "anonymous", "write"];
