import { setTimeout as sleep } from "node:timers/promises";
import { StackError } from "./stack-error.ts";

const READY_WITHIN_MS = 120_000;

/** Resolves when the web process at this address says that all it needs is there. Throws StackError. */
export async function waitReady(url: string, { logDir, signal }: { logDir: string; signal: AbortSignal }): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  let last = "no answer";
  while (Date.now() < deadline && !signal.aborted) {
    try {
      const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
      const body = await response.text();
      if (response.ok) return;
      last = `${response.status} ${body.slice(0, 400)}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await sleep(200);
  }
  throw new StackError(`not ready after ${READY_WITHIN_MS / 1_000} s: ${last} (logs: ${logDir})`);
}
