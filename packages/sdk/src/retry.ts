import { asAmanatError } from "./error.ts";

/** Tries in all, and the longest wait between two of them. */
const TRIES = 4;
const LONGEST_WAIT_MS = 10_000;

/** Refused before anything happened: safe to send again even without an Idempotency-Key. */
const NEVER_STARTED = new Set(["RATE_LIMITED", "BUSY"]);

/** Waits, or rejects with the signal's reason as soon as it fires. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** Exponential with full jitter, so that a thousand clients do not come back in the same instant. */
export function backoff(attempt: number): number {
  return Math.random() * Math.min(LONGEST_WAIT_MS, 250 * 2 ** attempt);
}

/**
 * Runs a call, and again while its error says that may help. `repeatable`: sending it twice has the
 * effect of once (a query, or a write with a key); other writes repeat only when they never started.
 */
export async function withRetries<T>(
  send: () => Promise<T>,
  options: { repeatable: boolean; signal: AbortSignal | undefined },
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (thrown) {
      if (options.signal?.aborted) throw options.signal.reason;
      const error = asAmanatError(thrown);
      const again = error.retryable && (options.repeatable || NEVER_STARTED.has(error.code));
      if (!again || attempt >= TRIES) throw error;
      if (error.retryAfterMs !== null && error.retryAfterMs > LONGEST_WAIT_MS) throw error;
      await pause(error.retryAfterMs ?? backoff(attempt), options.signal);
    }
  }
}
