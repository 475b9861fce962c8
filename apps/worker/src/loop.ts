import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "@amanat/db";
import { watchTrouble } from "@amanat/db/log";

export type Loop = {
  readonly name: string;
  /** When the last turn that worked ended; null before the first. */
  lastOkAt(): number | null;
  /** Has the next turn begin at once. */
  wake(): void;
  /** Lets the running turn end; resolves when it has. */
  stop(): Promise<void>;
};

/** Pause after a turn that failed: an outage is asked after gently. */
const AFTER_FAILURE_MS = 1_000;
/** Even when woken all the time, a loop leaves this much to the others. */
const MIN_PAUSE_MS = 30;

/** Runs `turn` again and again, `everyMs` apart or when woken, never two at once; a turn that throws only costs its own work. */
export function startLoop(name: string, everyMs: number, log: Logger, turn: () => Promise<unknown>): Loop {
  let stopped = false;
  let lastOk: number | null = null;
  let failing = false;
  const trouble = watchTrouble(log, `the loop ${name}`);
  let interrupt = new AbortController();

  async function pause(ms: number): Promise<void> {
    await sleep(Math.min(MIN_PAUSE_MS, ms));
    await sleep(Math.max(0, ms - MIN_PAUSE_MS), undefined, { signal: interrupt.signal }).catch(() => undefined);
    interrupt = new AbortController();
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        await turn();
        lastOk = Date.now();
        trouble.worked();
        failing = false;
      } catch (error) {
        failing = true;
        trouble.failed(error, { loop: name });
      }
      if (!stopped) await pause(failing ? AFTER_FAILURE_MS : everyMs);
    }
  }

  const running = run();
  return {
    name,
    lastOkAt: () => lastOk,
    wake: () => interrupt.abort(),
    async stop() {
      stopped = true;
      interrupt.abort();
      await running;
    },
  };
}
