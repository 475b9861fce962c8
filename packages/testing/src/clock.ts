import type { Clock } from "@amanat/db";

/** A clock that stands still until it is told otherwise. */
export interface TestClock extends Clock {
  set(at: Date): void;
  advance(ms: number): void;
}

/** A clock for tests of deadlines; starts at `at`. */
export function testClock(at: Date = new Date()): TestClock {
  let current = at.getTime();
  return {
    now: () => Promise.resolve(new Date(current)),
    set(to) {
      current = to.getTime();
    },
    advance(ms) {
      current += ms;
    },
  };
}
