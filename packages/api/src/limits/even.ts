import { setTimeout as sleep } from "node:timers/promises";

/** Longer than the slowest of these calls on a machine that is not overloaded, and short enough to wait for. */
const FLOOR_MS = 150;

/**
 * Answers no earlier than after `FLOOR_MS`, whatever the answer. A known mailbox takes an insert and a mail more than an unknown one, and the
 * difference would reveal who has an account.
 */
export async function evenly<T>(run: () => Promise<T>): Promise<T> {
  const floor = sleep(FLOOR_MS);
  try {
    return await run();
  } finally {
    await floor;
  }
}
