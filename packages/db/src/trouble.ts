import type { Logger } from "./log.ts";

/** The same trouble is said again after this long: a log that begins later should know of it too. */
const AGAIN_MS = 600_000;

export interface Trouble {
  /** A turn failed. Says so when it is news. */
  failed(error: unknown, about?: Readonly<Record<string, unknown>>): void;
  /** A turn worked: says that it does again, and how often it had not. */
  worked(): void;
}

/** What an error is, without what changes from one time to the next: numbers, hashes, times. */
function kindOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replaceAll(/0x[0-9a-f]+|[0-9a-f]{8}-[0-9a-f-]{27}|\d+/gi, "#");
}

/**
 * For whatever turns and turns: the same error is logged once and counted, not a stack trace at every turn. Another one is news,
 * and so is that it works again. Errors that take turns are both known.
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
