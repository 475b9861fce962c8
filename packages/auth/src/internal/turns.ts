import { DomainError } from "@amanat/contracts";

/** Who waits: familiar callers, and everybody else. */
export type Lane = "known" | "stranger";

export type Turns = {
  /** Runs the work in its turn. Errors: BUSY when too many are waiting. */
  run<T>(lane: Lane, work: () => Promise<T>): Promise<T>;
};

/** After this many familiar callers a waiting stranger is served. */
const KNOWN_IN_A_ROW = 2;

/**
 * Limits how many works run at once and how many wait, in two lanes. Familiar callers are served first and have their own places, so that a
 * crowd of strangers can neither delay them all nor crowd them out. Every third turn is still a stranger's: one familiar account must not
 * be able to shut everybody out.
 */
export function openTurns(options: { atOnce: number; waitingPerLane: number }): Turns {
  let running = 0;
  let knownInARow = 0;
  const waiting: Readonly<Record<Lane, (() => void)[]>> = { known: [], stranger: [] };

  function next(): (() => void) | undefined {
    const strangersTurn = waiting.stranger.length > 0 && (knownInARow >= KNOWN_IN_A_ROW || waiting.known.length === 0);
    knownInARow = strangersTurn ? 0 : knownInARow + 1;
    return (strangersTurn ? waiting.stranger : waiting.known).shift();
  }

  return {
    async run(lane, work) {
      if (running < options.atOnce) running += 1;
      else {
        if (waiting[lane].length >= options.waitingPerLane) throw new DomainError("BUSY");
        await new Promise<void>((resolve) => waiting[lane].push(resolve));
      }
      try {
        return await work();
      } finally {
        // The place is passed on, so `running` only falls when nobody waits.
        const start = next();
        if (start) start();
        else running -= 1;
      }
    },
  };
}
