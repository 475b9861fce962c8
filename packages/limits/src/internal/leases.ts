import type { RateLimiterAbstract } from "rate-limiter-flexible";
import type { Budget } from "../limits.ts";

/** A lease is never more than this part of an allowance: what one process holds unspent, another cannot spend. */
const SHARE = 1 / 20;
/** A busy key's leases double up to here. */
const LARGEST = 1_000;
/** Keys kept; beyond it the ended ones are dropped. */
const MOST_KEYS = 10_000;

type Lease = {
  left: number;
  until: number;
  /** How much was taken at once the last time; 0 before the first. */
  size: number;
  /** What the store said the last time; null before the first. */
  budget: Budget | null;
  /** One at a time: of a crowd of callers, one asks the store for all. */
  taking: Promise<Budget> | null;
};

type Take = (counter: RateLimiterAbstract, key: string, points: number, limit: number) => Promise<Budget>;

/** Twice as much as the last time, within bounds, and no more than is left. */
function nextSize({ size, budget }: Lease, limit: number): number {
  return Math.max(1, Math.min(LARGEST, Math.floor(limit * SHARE), size * 2, budget?.remaining ?? 1));
}

/** What is left to the caller: in the store, and of the lease. */
function told({ left, until }: Lease, budget: Budget, now: number): Budget {
  const resetSeconds = Math.min(budget.resetSeconds, Math.ceil((until - now) / 1_000));
  return { limit: budget.limit, remaining: budget.remaining + left, resetSeconds };
}

/**
 * Takes several points at once from the store and hands them out by itself, so that counting a call costs no round trip: only a key's first
 * call waits, and the next lease is fetched while the last one is being spent. The store is asked before points are handed out, never after,
 * so that several processes together let through no more than is allowed. Leases begin with one point and double while they are spent, so
 * that a slow caller's points lie idle in no process.
 */
export function openLeases(take: Take) {
  const leases = new Map<string, Lease>();

  /** The key's lease in this window and under this limit; a new, empty one otherwise. Null when too many keys are kept. */
  function leaseOf(key: string, limit: number, now: number): Lease | null {
    const known = leases.get(key);
    if (known && (known.budget === null || (now < known.until && known.budget.limit === limit))) return known;
    if (!known && leases.size >= MOST_KEYS) for (const [old, { until, taking }] of leases) if (!taking && until <= now) leases.delete(old);
    if (!known && leases.size >= MOST_KEYS) return null;
    const fresh: Lease = { left: 0, until: 0, size: 0, budget: null, taking: null };
    leases.set(key, fresh);
    return fresh;
  }

  function refill(counter: RateLimiterAbstract, key: string, lease: Lease, limit: number): Promise<Budget> {
    const size = nextSize(lease, limit);
    lease.taking ??= take(counter, key, size, limit)
      .then((budget) => {
        if (budget.remaining < 0) {
          // Its next call asks the store again. Before the first answer there is nothing to remember.
          if (lease.budget === null) leases.delete(key);
          return budget;
        }
        Object.assign(lease, { left: lease.left + size, until: performance.now() + budget.resetSeconds * 1_000, size, budget });
        return budget;
      })
      .finally(() => (lease.taking = null));
    return lease.taking;
  }

  /** Puts a point back into the key's lease. False where it has none that goes on: then it is the store's. */
  function putBack(key: string): boolean {
    const lease = leases.get(key);
    if (!lease?.budget || performance.now() >= lease.until) return false;
    lease.left += 1;
    return true;
  }

  async function spend(counter: RateLimiterAbstract, key: string, limit: number): Promise<Budget> {
    for (;;) {
      const now = performance.now();
      const lease = leaseOf(key, limit, now);
      if (!lease) return take(counter, key, 1, limit);
      const { budget } = lease;
      if (budget && lease.left > 0) {
        lease.left -= 1;
        // A failure is told to the call that finds the lease empty.
        if (lease.size > 1 && lease.left <= lease.size / 4 && budget.remaining > 0)
          refill(counter, key, lease, limit).catch(() => undefined);
        return told(lease, budget, now);
      }
      const answer = await refill(counter, key, lease, limit);
      if (answer.remaining < 0) return answer;
    }
  }

  return { spend, putBack };
}
