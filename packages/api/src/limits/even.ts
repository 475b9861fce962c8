import { setTimeout as sleep } from "node:timers/promises";

/** Longer than the slowest of these calls takes on a machine that is not overloaded, shorter than anybody minds. */
const FLOOR_MS = 150;

/**
 * Answers no earlier than after `FLOOR_MS`, whatever the answer: a mailbox that is known takes an insert and
 * a mail more than one that is not, and the difference would name who has an account.
 */
export async function evenly<T>(run: () => Promise<T>): Promise<T> {
  const floor = sleep(FLOOR_MS);
  try {
    return await run();
  } finally {
    await floor;
  }
}
