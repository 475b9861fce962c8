import { setTimeout as sleep } from "node:timers/promises";
import { asDomainError } from "@amanat/db";
import { DomainError } from "@amanat/contracts";

/** What a caller who does not know whether it was done does: the same again, with the same key. */
const PATIENCE = 1_000;
const PAUSE_MS = 50;

const isPassing = (error: unknown): boolean =>
  error instanceof DomainError && (error.code === "SERVICE_UNAVAILABLE" || error.code === "BUSY");

/** Calls until there is an answer. Only a database that is away, or busy, is asked again. */
export async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (let run = 1; ; run += 1) {
    try {
      return await call();
    } catch (thrown) {
      const error = asDomainError(thrown);
      if (run >= PATIENCE || !isPassing(error)) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

/** Works through a list, so many at once. */
export async function eachOf<T>(list: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...list];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, list.length) }, worker));
}
