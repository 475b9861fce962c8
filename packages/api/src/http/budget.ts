import type { Budget } from "@amanat/limits";
import { retryAfterOf } from "../errors.ts";

/**
 * Headers about the caller's remaining allowance: the tightest that its calls used and, after a refusal, how long to wait.
 */
export function budgetHeaders(budgets: readonly Budget[], errors: readonly unknown[]): Record<string, string> {
  const refusals = errors.map(retryAfterOf).filter((refusal) => refusal !== null);
  const all = [...budgets, ...refusals.map(({ budget }) => budget)];
  const tightest = all.toSorted((a, b) => a.remaining / a.limit - b.remaining / b.limit)[0];
  if (!tightest) return {};
  const wait = Math.max(0, ...refusals.map(({ retryAfterSeconds }) => retryAfterSeconds));
  return {
    "ratelimit-limit": String(tightest.limit),
    "ratelimit-remaining": String(Math.max(0, tightest.remaining)),
    "ratelimit-reset": String(tightest.resetSeconds),
    ...(wait > 0 ? { "retry-after": String(wait) } : {}),
  };
}
