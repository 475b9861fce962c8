import type { Logger } from "./log.ts";

/** The same error is logged again after this time, for whoever starts reading later. */
const AGAIN_MS = 600_000;

export interface Trouble {
  /** A turn failed. Logs it when it is a new error. */
  failed(error: unknown, about?: Readonly<Record<string, unknown>>): void;
  /** A turn succeeded. Logs that it works again, and how often it had failed. */
  worked(): void;
}

/** An error without its changing parts: numbers, hashes, times. */
function kindOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replaceAll(/0x[0-9a-f]+|[0-9a-f]{8}-[0-9a-f-]{27}|\d+/gi, "#");
}

/**
 * For loops: the same error is logged once and counted, instead of a stack trace at every turn. A different error is logged, and so is
 * recovery. Alternating errors are both known.
 */
export function watchTrouble(log: Logger, what: string, now: () => number = Date.now): Trouble {
  const known = new Map<string, { times: number; saidAt: number }>();
  return {
    failed(error, about = {}) {
      const kind = kindOf(error);
      const before = known.get(kind);
      const times = (before?.times ?? 0) + 1;
      const silent = before !== undefined && now() - before.saidAt < AGAIN_MS;
      known.set(kind, { times, saidAt: silent ? before.saidAt : now() });
      if (!silent) log.error({ err: error, ...about, times }, `${what} failed; trying again`);
    },
    worked() {
      if (known.size === 0) return;
      const times = [...known.values()].reduce((sum, one) => sum + one.times, 0);
      known.clear();
      log.info({ failures: times }, `${what} works again`);
    },
  };
}
