import { setTimeout as sleep } from "node:timers/promises";

/** Lets one loop wake another before its time. */
export type Bell = { ring(): void; wait(ms: number, signal: AbortSignal): Promise<void> };

export function newBell(): Bell {
  let rung = false;
  let waking: AbortController | null = null;
  return {
    ring() {
      rung = true;
      waking?.abort();
    },
    /** Returns after `ms`, when the signal aborts, or when it has been rung since the last wait. */
    async wait(ms, signal) {
      if (!rung) {
        waking = new AbortController();
        await sleep(ms, undefined, { signal: AbortSignal.any([signal, waking.signal]) }).catch(() => undefined);
        waking = null;
      }
      rung = false;
    },
  };
}
